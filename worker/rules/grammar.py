"""How refusals are said, and what else is said with the same words, as ``patterns``."""

from typing import Final

CLASSES: Final = {
    "verb": "TEXT|CALL|BOTHER|SEND",
    "stop": "STOP|END|TURNOFF|NOMORE",
    "ing": "TEXTING|CALLING|BOTHERING|SENDING",
    "msg": "MSG|ALERT|TEXT|TEXTING|SPAM",
    "soft": (
        "PLEASE|DO|just|I|AND|so|hi|hello|hey|YES|NO|NOT|thanks|thank|YOU|sorry|NOW|AGAIN|MORE|also|"
        "well|um|oh|omg|god|lol|lmao|haha|hahaha|bro|dude|sir|maam|guys|man|uh|ugh|wtf|seriously|"
        "immediately|forever|period|que|hola|oiga|oigan|ay|gracias|de|senorita|amigo|wey|estimados|"
        "disculpe|perdon|really|stopsign|favor|honey|dear|thx|ya|then"
    ),
    "of": (
        "THE|MY|YOUR|THESE|THOSE|MORE|FROM|ME|TO|for|PLEASE|SENDING|GET|TEXT|APPT|SEND|NOW|DENTIST|"
        "TAKE|BE|YOU|AGAIN|WANT|OFF|automated|annoying|constant|stupid|damn|unwanted|unsolicited|marketing|random|"
        "office|with|fucking|sobre|con|daily|so|many|kind|types|sort|ON|about|seguir|having|"
        "single|see|que|group|mass|bulk|robo|AND|ALERT|OTHER|KEEP|HAVE|silly|dumb|tipo|a|vuelvan"
    ),
    "end": (
        "AGAIN|PLEASE|NOW|MORE|AND|YOU|HERE|THESE|YES|NUMBER|thanks|gracias|permanently|completely|"
        "immediately|period|bye|or|thank|too|guys|man|lol|favor|forever|de|right|both|instead|"
        "altogether|entirely|en|bro|dude|honey|maam|sir|ok|THE|stopsign|ME|already"
    ),
}

KEEPS: Final = """
VISIT
STOP|STOPPED|END (THE|MY)* BODY|DOING|smoke|clock|antibiotics
BODY|it|DENTIST (just|WILL|DO)* NOT (to) STOP|STOPPED
BODY ~ STOP|STOPPED
GOON ~ ~
-YOU NOT (AGAIN|PLEASE|ME)* STOP|END ~ ~
THE STOP
NOT|NO (DO|ME|PLEASE|AGAIN|TO)* REMOVE|CANCEL|LOSE|UNSUB|TURNOFF|take|drop (THE|MY|ME|YOUR|FROM|THESE|THOSE)* ~
NOT|NO (really|ME)* WANT|mean|mind|meant (TO|que|ME|dar|darme)* perder|perderme|miss|LOSE|lost|REMOVE|CANCEL|UNSUB|STOP|salir ~
NO|NOT WANT|mean TO BOTHER|CALL|CALLING !ME|AGAIN ~
NO|NOT WANT (YOU|TO)* CALL|CALLING|BOTHERING|TEXT back|mucho|,
NO WANT TO CALL|TEXT|BOTHER ME !AGAIN
NOT WANT ~ MSG|ALERT|TEXT cancelled|canceled|STOPPED|TO
I (DO|HAVE)* NOT TELL (YOU|TO|BE|THE)* STOP|REMOVE|UNSUB|END ~
WILL TELL STOP only|if|when
-YOU KEEP @ing|SEND|ME ~ ~
KEEP THOSE
BODY ~ REMOVE|OFF
estoy UNSUB
UNSUB (al|MY|THE)* seguro
UNSUB (ME|FROM|MY|THE)* CALL|newsletter ~
BE I OFF ~ LIST
DO|why|HAVE ~ YOU|I|THEY REMOVE|UNSUB|TAKE (ME|MY) OFF|FROM|NUMBER ~
I BE|TAKE|got UNSUB|REMOVE ~ ~
BE I REMOVE|UNSUB ~ ~
NUMBER (DO|BE|WILL)* NOT WANT|GET ~ MSG
NOT|NO BE THE PATIENT , BE YOUR FAMILY
NOT|NO (really) WANT|mean (TO) BE|GET|TAKE|me REMOVE|UNSUB|off ~
BYMISTAKE ~ STOP|UNSUB|CANCEL
accidentally|accident|accidentally|mistakenly ~ STOP|UNSUB|CANCEL
STOP|UNSUB|REMOVE (MY|THE|ON|THESE)* BYMISTAKE|accidentally
FAMILY ~ TELL|TEXT|SEND|hit|pressed STOP
DOCTOR|DENTIST (TELL|MY|ME|TO|said|WANT|had)* STOP|STOPPED
BE|got TELL (TO) STOP
why|DO|HAVE|if|when|since|once (YOUR|THE|MY) YOU|THEY|nobody|MSG|ALERT|TEXT (all|MORE|AGAIN|HAVE|just)* STOP|STOPPED !@ing ~
-grateful|appreciate|nice|great|WANT why|if|when|because|since|porque (DO|YOU|HAVE|THEY|ya|que|ME)* NO|NOT ~ ~
por que ~ NO|NOT|STOP ...
-RATHER|if|grateful|appreciate|WANT YOU|THEY|guys DO|HAVE|WILL|BE NOT (AGAIN|even)* TEXT|CALL|SEND|TEXTING|CALLING|ANSWER|get ~
I (DO|WILL|HAVE|just|BE|really|still)* NOT (AGAIN|really|even|usually)* TEXT|CALL|SEND|TEXTING|CALLING|GET|got|see|saw|seen|read|open|find|hear|understand|check|mind|TAKE ~ !CONSENT|MSG
I|YOU|nobody|MSG (DO|BE|HAVE)* NOT (been|AGAIN|BE)* GET|TAKE|got ~ MSG|ALERT|TEXT
NO|NOT (ME|HAVE|ha|he|han)* llego|llega|llegan|recibi|mandaron|han|ha|entiendo|veo|mandado|llegado|escribieron|avisaron ~
NO|NOT TEXT|MSG|ALERT|CALL|TEXTING yet|since|came|FROM|nothing|?
NOT TEXT AND|well|much
STOP|NOT|NO (ME) CALLING|CALL (ME|MY|work|PLEASE|AGAIN|THE|HERE|NUMBER)* (,|.)* (I|BE|LATE|WHEN|AND|just|ON|class)* ,|.|AND|for (RATHER|just|only|PLEASE|better|solo|mejor|ME|THE|por|con)* TEXT|MSG|TEXTING|SEND ME|PLEASE|BE|instead|fine|HERE|better|works|ok|MSG|TEXT
STOP|NOT|NO|NOMORE (ME) CALLING|CALL (ME|MY|work|PLEASE|AGAIN|THE|HERE|NUMBER|,|.)* RATHER|just|only|solo|mejor (por|con) TEXT|MSG|TEXTING
RATHER|only|just (THE|YOUR|GET)* TEXT|MSG (,|.|PLEASE|DO|AND)* NOT CALL ~
TEXT (ME) NOT CALL|CALLING
RATHER|only|just|better|like|ok|fine (GET|HAVE|THE|YOUR)* TEXT|MSG ~ NOT CALL ~
NOMORE questions|BODY|APPT|cavities|openings|times|slots|needles|novocaine|than|DOING !MSG|TEXT|ALERT
I gave|give YOU (THE|MY)* WRONG ~
I (can|gave|TELL|meant|mean|dialed|called|HAVE|put|think|typed|thought|BE|got|TAKE|CALL|entered|THE|MY|ME|les|le|given)* WRONG ~
< BE|DO (THESE|I|YOU|DIGITS)* (TEXTING|THE|MY|HAVE|CALL|CALLING)* WRONG ~ ~
(BE|THESE|tengo) (THE) NUMBER WRONG (para|for)* ~ ?
tengo|marque|queria|puse|di|llame|dimos (THE) NUMBER|fecha|hora|PERSON|direccion WRONG ~
I SEND ~ ~ WRONG ~
WRONG NUMBER|PERSON , THESE BE for|meant
NUMBER WRONG , (YES|perdon)* queria|pense|buscaba
WRONG NUMBER|PERSON|NAME ~ (I|we|ON|IN|THE|MY|YOUR)* ~ meant|mean|thought|wanted|MY|LIST|queria|pense
YOU HAVE|gave (THE|ME)* WRONG last|first|insurance|address|birthday|date|email
MY WRONG NUMBER
give|gave|given|put|wrote|entered|left ~ WRONG NUMBER
BE (THESE|THOSE|it) (NOT) (THE|just|YOUR)* MSG|scam|spam
WANT|can|may ~ opt in
OFF THE APPT|WHEN|DIGITS|pain
REMOVE|TAKE|CANCEL|END|BLOCK (ME|MY|THE|THOSE|YOUR|APPT|FAMILY)* (FROM|OFF|ON)* (THE|MY|YOUR|THOSE)* ~ APPT|BODY|WHEN|DIGITS|crown|insurance
BE BLOCK off|in|OFF|ON
NOT (THE|YOUR|an|BE)* (HAVE|current|PATIENT)* yet
NOT (THE)* OTHER PATIENT
NOT DEAD
MISS|missed (MSG|CALL|TEXT|ALERT)
NOT HAVE TO TEXT
"""
"""Words of refusal that refuse nothing; they are struck out before anything is judged."""

QUALIFIED: Final = """
@stop|NOT|NO (PLEASE|ME|TO|AGAIN|vuelvan|a)* @ing|@verb|MSG|ALERT (ME|MY|THE|THESE|THOSE|NUMBER|HERE|MSG|ALERT|TEXT|PLEASE|YOUR|SEND|TEXTING|to|de)* (ON|THE)* LATE|before|after|during|while|between|past|when|unless|until|antes|despues|cuando|mientras|durante|WHEN|DIGITS|twice !further|now
NOT|NO @ing|@verb (ON|TO)* MY FAMILY NUMBER
@stop|NOT|NO @ing|@verb (ON|TO)* MY OTHER|old|work|office|home NUMBER
REMOVE|TAKE|drop|quit^ (ME|MY|NUMBER|NAME|THESE|FROM|OFF|THE|YOUR|de|la)* WAITLIST
REMOVE (MY|THE)* OTHER|old|work|office|home NUMBER
(what|happens|que|pasa|WILL)* if|IF|si|when|cuando I|mando|pongo|TELL|SEND|TEXT|contesto|respondo|escribo|END (SEND|TELL|TEXT|with|just|con)* STOP|UNSUB|THOSE|BLOCK
DO (TELL|SEND|TEXT|I)* STOP ~ CANCEL|mean|REMOVE|affect|END|LOSE
what DO STOP
DO|WILL|BE (YOU|guys|THESE|THOSE|MSG|ALERT|TEXT|THE)* AGAIN|going (TO) STOP|END ~
DO|WILL (THESE|THOSE|MSG|ALERT|TEXT|THE)* STOP|END ?
STOP|UNSUB just|only|solo ~ ...
WRONG NUMBER ?
STOP (MORE|THE|THOSE|FROM|TEXT|SEND)* MSG|ALERT for|until|por !good|further|now|me|ever
only|just|solo TEXT|CALL|SEND (ME|FAMILY|MY)* ...
TAKE|REMOVE|pause|STOP (ME|OFF|THOSE|MSG|ALERT|THE|MY)* for|until|till|por (THE|couple|few|un)* WHEN|months|weeks|month|while
"""
"""Refusals of a part, or questions about stopping: struck out, and a doubt."""

REFUSALS: Final = """
< (@soft)* STOP (@soft)* >
< (@soft)* NOMORE (FROM|de|THESE|THOSE)* (@end)* >
STOP ... @ing|MSG|ALERT|CALL|TEXT|LIST|SEND|SPAM|BOTHER|USE
STOP doing|con|with
time|PLEASE|just|NOW|guys|all STOP (@end)* >
if YOU @verb ME AGAIN
MSG|ALERT (BE)* NOT WANT|welcome|necessary|THESE >
unwanted|unwelcome|unsolicited MSG|ALERT|TEXT
MSG|ALERT|TEXT (BE) unwanted|unwelcome|unsolicited
voy|vamos THE BLOCK|SUE
MSG|SPAM|ALERT|TEXT (ME) NOMORE
END|TURNOFF|CANCEL|NOMORE (@of)* MSG|ALERT|TEXT|SERVICE|@ing|SEND|THOSE
turn|shut|switch (@of)* MSG|ALERT|TEXT|THOSE|THESE OFF
< (@soft)* END|STOP|TURNOFF (@soft)* THESE|THOSE|doing|DOING (THESE)* (@end)* >
STOP|TURNOFF THESE|THOSE (@end)* >
STOP (TO) GET ...
STOP TELL for|about|ME
why ~ ON (@of)* LIST
NO|NOT USE ~ NUMBER|for
< (@soft)* STOP (@soft)* I|YOU|THESE|WRONG|NOT|HERE|YOUR
THESE|THOSE|MSG|ALERT (HAVE|need|WANT|got|gotta|must|WILL)* (TO) STOP|END|cease (@end)* >
make|WANT|TAKE (THE) THESE|THOSE|MSG|ALERT ~ STOP|STOPPED|END
YOU|beg|begging|everyone|BE ... TO STOP|END (@end)* >
TELL (YOU|TO|guys|people|all)* STOP (@end)* >
YOU (guys|people|really)* WANT|HAVE|must|better|should|WILL (TO) STOP
WANT|TELL|favor|RATHER|PLEASE|ruego|que (YOU|guys|TO|que|ya)* STOP !VISIT (@end)* >
(why) WILL|why (NOT)* YOU|THESE|THOSE ~ STOP ~ >
STOP|END (MORE|THE|AND|FROM)* contact|CALL|CALLING|MSG|communication|notifying
how|como|where|way|HOW (DO|I|WILL|puedo|hago|le|para|que|TO|you)* (ya|NO|NOT|GET)* STOP|END|TURNOFF|CANCEL|BLOCK|GET (@of)* THESE|THOSE|MSG|ALERT|>
how|where|WILL|WANT ~ GET (ME) OFF|out (@of)* LIST|>
TELL|TEXT|SEND (YOU|MSG|les|le|que|ME|TO|AGAIN)* STOP|NOMORE|UNSUB
I (HAVE|AGAIN)* TELL (YOU) NO (@end)* >
-I|YOU|THEY|that|who|if|NUMBER|you|nobody|and NOT|NO (to|PLEASE|AGAIN|just|even|dare|u|YOU|BE|TO|ME|vuelva^|a|siga^|esten|este|anden|THE|le|les|lo|please|seguir|MORE|GET|DO)* TEXT|CALL|BOTHER|TEXTING|CALLING|BOTHERING (AND|OR|NOT|CALL|TEXT|SEND|MSG|U)* ME|NUMBER|THESE|THOSE|HERE|AGAIN|MORE|NOW|about|PLEASE|de|por|OR|MSG|ALERT|@ing
-I|YOU|THEY|who|if|NUMBER NOT|NO (PLEASE|AGAIN|just|even|u|ME|YOU)* TEXT|CALL|BOTHER (FAMILY|MY|THE|YOUR|OTHER|work|cell)* NUMBER|house|home|FAMILY|phone
-I|YOU|THEY|that|who|if|NUMBER|you|nobody NOT|NO (to|PLEASE|AGAIN|just|even|dare|u|YOU|BE|TO|ME|vuelva^|a|siga^|esten|este|anden|THE|le|les|lo|seguir|MORE|DO)* TEXT|CALL|BOTHER|TEXTING|CALLING|BOTHERING (AND|OR|NOT|CALL|TEXT|SEND|BOTHER|ALERT)* >
-I|YOU|THEY|that|who|if|NUMBER|nobody NOT|NO (to|PLEASE|AGAIN|just|even|dare|TO|ME|YOU|vuelva^|a|siga^|esten|este|anden|les|le|lo)* SEND (ME|PLEASE|out|HERE)* (@of)* MSG|ALERT|TEXT|THOSE|nada|nothing|AGAIN|SPAM
-I|YOU|THEY|that|who|if|NUMBER|nobody NOT|NO (to|PLEASE|AGAIN|just|even|dare|TO|ME|YOU|vuelva^|a|siga^|esten|este|anden|les|le|lo)* SEND|TEXTING (ME|PLEASE|THESE|HERE)* (@end)* >
NOT|NO (ME|ON|really|currently|AGAIN|even|DO)* WANT (@of)* MSG|ALERT|TEXT|TEXTING|CALLING|BOTHERING|hear|know|saber
NO|NOT WANT|RATHER ... GET|BE|having|que|ME MSG|TEXT|SEND|ALERT|CALL|TEXTING|CALLING|BOTHER|BOTHERING !AND
NO|NOT WANT (@of)* MSG|ALERT
NOT|NO WANT (@of)* THOSE|LIST|part|nothing|nada (de) (ustedes|FROM|YOU|THESE|THOSE)* (@end)* >
NOT|NO WANT (TO|BE|TAKE|saber|estar|ON|part|FROM)* (@of)* LIST
NOT|NO WANT (YOU|guys|people|THEY|anyone|que|TO)* @ing|@verb ME
(I|WILL|would|RATHER) RATHER ... NOT|NO ~ @verb|@ing|MSG|ALERT|THOSE
WANT|would|WILL ~ (if) (YOU) (WILL|could)* NOT|NO|STOP|STOPPED (AGAIN|BE|longer)* @verb|@ing|MSG|ALERT
< (@soft)* NO|NOT (@of)* MSG|ALERT|TEXTING|TEXT|CALL (MSG|TEXT|CALL|NO|or|ni|AND)* (@end)* >
(as|AS|TO|WANT|want|preference|,|PLEASE|says) NO MSG|TEXT|TEXTING|ALERT (@end)* >
(PLEASE) mail only >
NOT|NO|nor (AGAIN|DO|HAVE|YOU|ME|les|le|they|NO|I)* CONSENT (TO|for|GET|BE|que|para|in|MORE|MY|HAVE|ME)* MSG|ALERT|TEXT|@ing|SEND|THESE|THOSE|CALL|usar^|contact|ANY|que|>
NOT|NO (AGAIN|les|le|YOU|I)* HAVE|give|given|gave|di|doy|dado|got (YOU|ME|MY|MORE|THE|TO|les)* CONSENT
NOT (MY|THE)* CONSENT (@end)* >
CONSENT (HAVE|BE|given)* NO|NOT|REVOKE|given ~
NO|NOT CONSENT given
REVOKE ~ ~ CONSENT
NOT|NO (AGAIN|les|le|ME)* gave|di|give|given|dado|authorized|CONSENT (YOU|MORE|TO|give)* (MY|THESE) NUMBER
REMOVE|BLOCK|UNSUB (PLEASE) ME|MY|THESE|THE|YOUR|FAMILY|NUMBER (MY|FAMILY|THESE|CALL|TEXT|WHO)* NUMBER|NAME|contacto
< (@soft)* REMOVE (@soft|ME|THESE|THOSE|PLEASE|a)* (OFF|FROM)* >
REMOVE ME (@end)* >
REMOVE|TAKE|WANT|scratch|GET|let|opt|pull|PUT (PLEASE|MORE)* ME|MY|THESE|NUMBER|NAME|THE|FAMILY|YOUR (NUMBER|NAME|FAMILY|MY|CALL|DIGITS)* (PLEASE|BE|GET)* OFF|FROM|out|REMOVE (@of|LIST|whatever|ANY)* LIST|MSG|ALERT|SERVICE|HERE|THESE|THOSE|TEXT|CALL|TEXTING|MORE
REMOVE|TAKE|GET|opt (PLEASE) ME|MY|THESE|THE|NUMBER (NUMBER|NAME)* OFF|out (@end)* >
REMOVE|TAKE OFF|FROM (@of|de)* ~ LIST
ME|NUMBER|NAME OFF (@of)* ~ LIST
REMOVE (@of|de|la|su)* LIST
(me|nos) REMOVE|quit^|sac^ (FROM|OFF|de|del)* HERE|LIST|ahi
WANT|need|WILL|may|PLEASE|asked|TELL|rather|have|HAVE (I|ME|TO|MY|NUMBER|THESE|NAME|that)* BE|GET|TAKE|HAVE (PLEASE|permanently|completely|TAKE)* REMOVE|OFF|excluded|unlisted (@end|FROM|CALL|OFF|THE|YOUR|MORE)* LIST|MSG|ALERT|TEXT|THESE|THOSE|>
WANT ~ NUMBER ~ REMOVE
WANT|LET|GET|need (ME|TO) OFF|out (@of)* LIST|THESE|MSG|>
< (@soft)* OFF|out (@of)* LIST
UNSUB
DNC
< (@soft|BE|CREO|creo|think|YOU|HAVE|SENDING|got|texting|TEXTING|u|U|tienen|tiene|THE|SENDING|CALLING|THEY|su|MSG)* (THE|MY)* WRONG (THE|WHO)* NUMBER|PERSON|PATIENT|FAMILY|WHO|CALL
HAVE|got|texting|TEXTING|BE|SENDING|TEXT|CALLING|tiene|tienen|CALL (THE|un) WRONG (FAMILY|THE) NUMBER|PERSON|PATIENT|WHO|FAMILY
NUMBER|PERSON|PATIENT|CALL (BE|esta) WRONG 
se|te|YOU|creo WRONG (de|FROM)* NUMBER|PERSON|>
estan|THESE WRONG (de|FROM)* NUMBER|PERSON|>
NOT|NO (BE)* (THE|YOUR|MY|THEY|right|correct|WHO|FAMILY|es|su|de|s|FROM|THESE|longer)* NUMBER|PATIENT !TO|yet|al|que|para|OTHER
NUMBER|line (NOW|NO|NOT|DO|HAVE|AGAIN)* (BE|been|GET)* (NOT) belongs|belong|reassigned|pertenece|WHO
BE NOT|NO (THE|YOUR)* PERSON|one|PATIENT (YOU|who|THESE)
NOT|NO (BE|vive) (esa|THE|THESE|that|right|correct)* PERSON|PATIENT
NOT|NO know|conozco|TELL|KNOW|have (MORE|THE|ANYONE|a|HERE|ANY|anyone|anybody)* WHO
(NOT|NO) heard (ABOUT|FROM) WHO|him|her
NOBODY|NO|NOT (PERSON|one|MORE|hay|vive)* (HERE|ON|BE|goes)* by|NAME|called|with|FROM|se (THESE|THE|MY|llama)* NAME|WHO|llam^
NO|NOT|NOBODY (hay|MORE|THE|vive|HERE|conozco|such)* WHO|PERSON HERE|vive|lives|at|ON|>
no such PERSON
NO such PERSON
I|THESE|me|we|HERE|BE BE NOT WHO
I|yo|THESE (BE) NOT|NO (BE|es|soy|la|el)* (THE) WHO (AND|or|ni|s)* !DENTIST|DOCTOR
WHO (DO|HAVE|ya|BE)* NOT|NO (AGAIN|BE|HAVE)* live|lives|vive|USE|THESE|ON (THESE) NUMBER
(for) someone|somebody|another else|person
NOT|NO (BE|been|AGAIN)* (THE|YOUR|MY)* PATIENT !yet|NEW|OTHER
NOT|NO|never (been|gone|go|have|HAVE)* (TO) (THE|YOUR|MY) office|practice|clinic|dentist
OTHER owner (FROM|ON|THESE)* NUMBER
NUMBER NO|NOT BE FROM
mal THE NUMBER
< HERE NO|NOT BE >
como ME salgo|quito|borro|saco|elimino
< baja (FROM|a)* (@of)* LIST|MSG
PATIENT|THEY|owner|WHO|el|ella|senora (of|NUMBER|BE|ya|HAVE|THESE|recently)* DEAD
LEAVE ME|MY|NUMBER|FAMILY|nos (FAMILY|NUMBER|PLEASE|NOW|the|heck|tf|hell|THE)* ALONE|BE
BE left ALONE
(ME) LEAVE|deje^ (me|nos|ya)* (en) ALONE
dejenme|dejeme|dejame|dejennos|dejenos (YA|NOW|en)* ALONE|de|FROM
GOAWAY
LOSE|forget (MY|THE|THESE) NUMBER
BLOCK|SUE YOU|THESE|NUMBER|u|MY|TO|as
I (WILL|BE|HAVE|just|going|to)* BLOCK|SUE YOU|>
LEGAL
< BLOCK >
< (@soft)* spam|scam (@soft)* >
NOT|NO (BE)* point|necessary|reason|necesidad (TO|for|YOU|ON|KEEP|de|que)* @verb|@ing
NOT|NO WANT (TO|for|YOU)* KEEP @ing|SEND
NOT|NO WANT (TO|for|YOU)* @verb|@ing (ME) AGAIN
NOT|NO (TO) BE|GET TEXT|CALL|BOTHER AGAIN|by|ON|>
NOT|NO USE (MY|THESE) NUMBER
NOT TELL (ME|for)* AGAIN
"""

DOUBTS: Final = """
TOOMANY (@of)* MSG|ALERT|TEXT
demasiados|muchos|tantos (@of)* MSG|ALERT|TEXT
YOU (guys|people|KEEP|keep|always|constantly|BE)* @ing
siguen|sigue|sigues @verb|@ing
keep|KEEP @ing ME ~ (why|even|after|every)
TEXT (ME) LATE|less
stopsign
hate|annoyed|annoying|less|fewer|menos|molestos (@of)* MSG|ALERT|TEXT
MSG|ALERT (BE|so|very|really|son)* annoying|TOOMANY|molestos
STOP|UNSUB|STOPPED (@end)* >
< (@soft)* STOP
NOT|NO WANT THE TEXT
"""
"""What mentions stopping and is not clearly a refusal."""

MACHINES: Final = """
I BE (currently|NOW) driving
while (I|BE)* driving
auto^ reply|response|responder|TEXT|MSG
autoreply
out|OFF (of|THE|FROM|MY)* office
NUMBER|inbox|mailbox|LINE|account (BE|DO|WILL)* (not|NOT|un)* (BE|able|to|TO|currently)* monitored|unmonitored|accept|receive|GET|WANT
WILL NOT talk NOW|right
thanks|thank (YOU) for CALLING|TEXTING|reaching|YOUR
WILL TELL|TAKE|respond (back|to|YOU|YOUR|MSG|TEXT)* as|soon|shortly|later|when|WHEN
NOT GET ALERT
TEXT AND data rates
BE manejando|conduciendo
respuesta|TEXT automatica|automatico|automatic
fuera|OFF (de|la|THE)* oficina
gracias por comunicarse|CALLING|CALL|TEXTING|YOUR
"""
