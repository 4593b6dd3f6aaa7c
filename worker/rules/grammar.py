"""How refusals are said in English and Spanish, and what machines say: ``patterns`` of concepts."""

from typing import Final

CLASSES: Final = {
    "verb": "TEXT|CALL|BOTHER|SEND",
    "stop": "STOP|END|TURNOFF|NOMORE",
    "ing": "TEXTING|CALLING|BOTHERING",
    "msg": "MSG|ALERT|TEXT|TEXTING|SPAM",
    "soft": (
        "PLEASE|DO|just|I|AND|BUT|so|hi|hello|hey|YES|NO|NOT|thanks|thank|YOU|sorry|NOW|"
        "AGAIN|MORE|also|well|um|oh|omg|god|lol|lmao|haha|hahaha|bro|dude|sir|maam|GUYS|"
        "PERSON|uh|ugh|wtf|seriously|forever|period|que|hola|oiga|oigan|ay|gracias|FROM|"
        "senorita|amigo|wey|estimados|disculpe|perdon|really|stopsign|honey|dear|thx|then"
    ),
    "of": (
        "THE|MY|YOUR|THESE|THOSE|MORE|FROM|ME|TO|for|PLEASE|GET|TEXT|APPT|SEND|NOW|"
        "DENTIST|TAKE|BE|YOU|AGAIN|WANT|OFF|automated|BOTHERING|constant|stupid|damn|"
        "unwanted|unsolicited|marketing|random|office|with|fucking|sobre|con|daily|so|"
        "many|kind|types|sort|ON|about|having|single|see|que|LIST|mass|bulk|robo|AND|"
        "ALERT|OTHER|KEEP|HAVE|silly|dumb|tipo|vuelvan"
    ),
    "end": (
        "AGAIN|PLEASE|NOW|MORE|AND|YOU|HERE|THESE|YES|NUMBER|thanks|gracias|permanently|"
        "completely|period|bye|OR|thank|too|GUYS|PERSON|lol|forever|FROM|right|both|"
        "instead|altogether|entirely|ON|until|notice|bro|dude|honey|maam|sir|THE|stopsign|"
        "ME"
    ),
}
"""Words that many patterns let stand together."""

REFUSALS: Final = """
< (@soft)* STOP (@soft)* >
NOMORE CALL|CALLING
NOT|NO BOTHER|TEXT|CALL (ME) NOMORE
BLOCK|REMOVE ME|NUMBER FROM !DOCTOR|WHO
NOT|NO WANT NOTHING con|FROM YOU|MSG
NOTHING FROM MSG|ALERT
NOT|NO ME lleguen|llegue (MORE) MSG|ALERT
< (@soft)* NOMORE (FROM|THESE|THOSE)* (@end)* >
STOP ... @ing|MSG|ALERT|CALL|TEXT|LIST|SEND|SPAM|BOTHER
STOP USE MY|THESE NUMBER
-WILL STOP DOING|doing THESE
time|PLEASE|just|NOW|GUYS|MORE|so|sake|christ|god|seriously STOP (@end)* >
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
STOP (TO) GET (@of)* THOSE|THESE|MSG|ALERT|TEXT
STOP TELL (for|about|@end)*
STOP means
understand|part (FROM) STOP
< THESE BE (THE|MY)* landline|fax
FAMILY|THEY|WHO BE NOT|NO (AGAIN)* ON (THESE) NUMBER
PERSON|PATIENT ... DEAD|passed
REMOVE THESE|MY CALL|contacto
TELL que NOT|NO >
NOT|NO ME CONSENT
NO|NOT USE ~ NUMBER|for
< (@soft)* STOP (@soft)* I|YOU|THESE|WRONG|NOT|HERE|YOUR
THESE|THOSE|MSG|ALERT (HAVE|WANT|GET|gotta|must|WILL)* (TO) STOP|END (@end)* >
make|WANT|TAKE (THE) THESE|THOSE|MSG|ALERT ~ STOP|STOPPED|END
YOU|beg|begging|everyone|BE ... TO STOP|END (@end)* >
TELL|poner (YOU|TO|GUYS|PERSON|MORE)* STOP (@end)* >
PLEASE|WILL HAVE (MY|THESE)* NUMBER|NAME REMOVE
HAVE ~ NUMBER|NAME REMOVE|TAKE
three|several|many|DIGITS times (NOW) . why
YOU BE BOTHERING ME
YOU (GUYS|PERSON|really)* WANT|HAVE|must|better|WILL (TO) STOP
WANT|TELL|PLEASE|RATHER|ruego|que (YOU|GUYS|TO|que|NOW)* STOP !VISIT (@end)* >
(why) WILL|why (NOT)* YOU|THESE|THOSE ~ STOP ~ >
STOP|END (MORE|THE|AND|FROM)* CALL|CALLING|MSG
FEDUP ... MSG|ALERT|TEXT|TEXTING|SPAM|CALL|BOTHERING
how|como|where|way (DO|I|WILL|hago|le|para|que|TO|YOU)* (NOT|NO|NOW)* STOP|END|TURNOFF|CANCEL|BLOCK (GET) (@of)* THESE|THOSE|MSG|ALERT
how (DO|I|TO|WILL)* STOP >
how|where ~ GET (ME) OFF|out ~ (@of)* LIST|>
TELL|TEXT|SEND (YOU|MSG|les|le|que|ME|TO|AGAIN)* STOP|NOMORE|UNSUB
I (HAVE|AGAIN)* TELL (YOU) NO (@end)* >
-I|YOU|THEY|GUYS|who|if|NUMBER|NOBODY NOT|NO (TO|PLEASE|AGAIN|just|even|dare|u|YOU|BE|ME|vuelva^|THE|siga^|esten|THESE|anden|le|les|lo|MORE|DO)* TEXT|CALL|BOTHER|TEXTING|CALLING|BOTHERING (AND|OR|NOT|CALL|TEXT|SEND|MSG)* ME|NUMBER|THESE|THOSE|HERE|AGAIN|MORE|NOW|about|PLEASE|FROM|por|OR|MSG|ALERT|NOTHING|@ing
-I|YOU|THEY|who|if|NUMBER NOT|NO (PLEASE|AGAIN|just|even|u|ME|YOU)* TEXT|CALL|BOTHER (FAMILY|MY|THE|YOUR|OTHER|work|NUMBER)* NUMBER|house|home
NOT|NO TEXT|BOTHER (MY|THE)* FAMILY (@end)* >
-I|YOU|THEY|THESE|who|if|NUMBER|NOBODY NOT|NO (TO|PLEASE|AGAIN|just|even|dare|u|YOU|BE|ME|vuelva^|THE|siga^|esten|THESE|anden|le|les|lo|MORE|DO)* TEXT|CALL|BOTHER|TEXTING|CALLING|BOTHERING (AND|OR|NOT|CALL|TEXT|SEND|BOTHER|ALERT)* >
-I|YOU|THEY|THESE|who|if|NUMBER|NOBODY NOT|NO (TO|PLEASE|AGAIN|just|even|dare|ME|YOU|vuelva^|THE|siga^|esten|THESE|anden|les|le|lo)* SEND (ME|PLEASE|out|HERE)* (@of)* MSG|ALERT|TEXT|THOSE|NOTHING|AGAIN|SPAM
-I|YOU|THEY|THESE|who|if|NUMBER|NOBODY NOT|NO (TO|PLEASE|AGAIN|just|even|dare|ME|YOU|vuelva^|THE|siga^|esten|THESE|anden|les|le|lo)* SEND|TEXTING (ME|PLEASE|THESE|HERE)* (@end)* >
NOT|NO (ME|ON|really|currently|AGAIN|even|DO)* WANT (@of)* MSG|ALERT|TEXT|TEXTING|CALLING|BOTHERING|hear|KNOW|saber
NO|NOT WANT|RATHER ... GET|BE|having|que|ME MSG|TEXT|SEND|ALERT|CALL|TEXTING|CALLING|BOTHER|BOTHERING !AND
NO|NOT WANT (@of)* MSG|ALERT
NOT|NO WANT (@of)* THOSE|LIST|part|NOTHING (FROM|YOU|THESE|THOSE|con)* (@end)* >
RATHER NOT TO GET|TAKE|HAVE|BE ~ THOSE|MSG|TEXT|ALERT|@ing
WANT|WILL ~ TO NOT GET|TAKE|BE|HAVE (@of)* MSG|ALERT|TEXT|THOSE
NOT SEND (ME) MORE (else|AGAIN)
make YES ~ ~ NOT @verb|@ing
NOT|NO WANT (TO|BE|TAKE|saber|estar|ON|part|FROM)* (@of)* LIST
NOT|NO WANT (YOU|GUYS|PERSON|THEY|anyone|que|TO)* @ing|@verb ME
(I|WILL|RATHER) RATHER ... NOT|NO ~ @verb|@ing|MSG|ALERT|THOSE
WANT|grateful|nice|great ~ (if|YOU|WILL|que|BE)* NOT|NO|STOP|STOPPED (AGAIN|BE|ME)* @verb|@ing|MSG|ALERT
< (@soft)* -YOU|THEY NO|NOT (@of)* MSG|ALERT|TEXTING|TEXT|CALL|SPAM (MSG|TEXT|CALL|EMAIL|NO|OR|AND)* (@end)* >
(as|TO|WANT|preference|,|PLEASE|says) NO MSG|TEXT|TEXTING|ALERT (@end)* >
(PLEASE) EMAIL only >
NOT|NO|OR (AGAIN|DO|HAVE|YOU|ME|les|le|THEY|NO|I)* CONSENT (TO|for|GET|BE|que|para|ON|MORE|MY|HAVE|ME)* MSG|ALERT|TEXT|@ing|SEND|THESE|THOSE|CALL|usar^|que|>
NOT|NO (AGAIN|les|le|YOU|I)* HAVE|give|given|gave|di|doy|dado|GET (YOU|ME|MY|MORE|THE|TO|les)* CONSENT
NOT (MY|THE)* CONSENT (@end)* >
CONSENT (HAVE|BE|given)* NO|NOT|REVOKE|given ~
REVOKE ~ ~ CONSENT
NOT|NO (AGAIN|les|le|ME)* gave|di|give|given|dado|CONSENT (YOU|MORE|TO|give)* (MY|THESE) NUMBER
REMOVE|BLOCK|UNSUB (PLEASE) ME|MY|THESE|THE|YOUR|FAMILY|NUMBER (MY|FAMILY|THESE|CALL|TEXT|WHO)* NUMBER|NAME|contacto
< (@soft)* REMOVE (@soft|ME|THESE|THOSE|THE)* (OFF|FROM)* >
REMOVE ME (@end)* >
REMOVE|TAKE|WANT|scratch|GET|let|pull (PLEASE|MORE)* ME|MY|THESE|NUMBER|NAME|THE|FAMILY|YOUR (NUMBER|NAME|FAMILY|MY|CALL|DIGITS)* (PLEASE|BE|GET)* OFF|FROM|out|REMOVE (@of|whatever)* LIST|MSG|ALERT|SERVICE|HERE|THESE|THOSE|TEXT|CALL|TEXTING|MORE
REMOVE|TAKE|GET (PLEASE) ME|MY|THESE|THE|NUMBER (NUMBER|NAME)* OFF|out (@end)* >
REMOVE|TAKE OFF|FROM (@of)* ~ LIST
ME|NUMBER|NAME OFF (@of)* ~ LIST
REMOVE (@of)* LIST
(ME) REMOVE|quit^|sac^ (FROM|OFF)* HERE|LIST
WANT|WILL|PLEASE|TELL|RATHER|HAVE (I|ME|TO|MY|NUMBER|THESE|NAME)* BE|GET|TAKE|HAVE (PLEASE|permanently|completely|TAKE)* REMOVE|OFF|unlisted (@end|CALL|OFF|YOUR)* LIST|MSG|ALERT|TEXT|THESE|THOSE|>
WANT ~ NUMBER ~ REMOVE
WANT|GET (ME) OFF|out (@of)* LIST|THESE|MSG
WANT (ME) OFF|out (@end)* >
GET ME OFF|out (@end)* >
< (@soft)* OFF|out (@of)* LIST
enough|harto|harta|suficientes|suficiente (FROM|THE|THESE|con)* MSG|ALERT|TEXTING|SPAM
THESE|YOU BE (just|THE|AND)* SPAM
MSG|ALERT|TEXT|THOSE (BE) NOT|NO (AGAIN|BE)* WANT|welcome|necessary
BLOCK AND SUE
YOU|YOUR (NUMBER|HAVE|BE|AGAIN)* BLOCK
REMOVE|TAKE THEY|WHO|FAMILY (NUMBER|NAME|PLEASE)* OFF|FROM|LIST
REMOVE THEY (PLEASE) >
throw|cross|rub|pull|scratch|cut|LOSE (out|OFF|PLEASE)* MY|THESE NUMBER|NAME
LOSE YOU HAVE ~ NUMBER
HAVE (ME) (BE) confused|WRONG
YOU|THEY ~ reached ~ NUMBER BYMISTAKE|error
why ~ YOU still @ing
< (@soft)* OFF (@soft)* >
RATHER|instead than|FROM @ing|TEXT
only|just|solo CALL|TEXT ME by|via|con EMAIL
EMAIL|CALL|calls only >
PLEASE STOP THOSE|THESE
REMOVE FROM (@of)* MSG|LIST|ALERT
NO|NOT KNOW (THE)* THESE PERSON
NO|NOT KNOW|se quien|who BE WHO|THESE
NOT (HAVE|THEY|BE|sido)* PATIENT !OTHER|yet|,|todavia|aun
como|how (DO|I|WILL|ME)* quito|saco|borro|REMOVE (@of)* THOSE|MSG|LIST|ALERT
HAVE harto|harta
NO|NOT (AGAIN) USE MY|THESE|THE NUMBER
NOT|NO WANT THESE|THOSE ON MY|THESE NUMBER
NOT|NO WANT (TO|HAVE)* MORE (else) FROM YOU|YOUR
chill (OFF|out|with)* ~ MSG|TEXTING|SPAM
NOT ON (THESE) NUMBER (PLEASE) >
KEEP MY|THESE NUMBER OFF|out
< THESE NO|NOT BE >
NOT HAVE|USE THESE NUMBER
WHO|THEY|PERSON (DO|HAVE|BE)* NOT|NO (AGAIN)* live|lives|vive
WHO|THEY (DO|HAVE|BE)* NOT|NO (AGAIN)* work|works|trabaja HERE|with
THEY|WHO moved (out|away) ... NUMBER
THESE|NUMBER (NUMBER|BE)* NOW (WHO|THE)* (mine|someone)
MSG|ALERT|TEXT|THESE|THOSE BE NOT|NO (meant) for ME
BE NOT who YOU
YOU HAVE|TEXTING ~ elses NUMBER
TELL TO BE|GET REMOVE
NO|NOT WANT (TO|GET)* GET THESE|THOSE
I BE REMOVE FROM (@of)* LIST|SERVICE|MSG
NO|NOT (ME|estoy|HAVE|BE|AGAIN)* WANT (@of)* MSG|ALERT|TEXT|TEXTING
NO|NOT (ME|estoy)* WANT GET NOTHING
NO|NOT WANT NOTHING FROM YOU
NOT (even|AGAIN|HAVE)* heard FROM YOU
NOT live (ON) HERE|YOUR|THESE
NUMBER HAVE THE OTHER OWNER|PERSON
REVOKE (MY) CONSENT
OFF MY NUMBER
NOT , ~ ~ , TEXT|CALL|BOTHER ME
NOT|NO trabaja|work|works HERE
WHO BE NOT HERE , NOT|NO
-WILL|I|YOU NO|NOT ~ ~ ~ MSG|ALERT|SPAM !FROM|BE
WRONG ... NUMBER|PERSON
REMOVE|OFF ... LIST|ALERT|NUMBER
TEXT|BOTHER|CALL someone|somebody|OTHER else|PERSON
CALL THE OTHER PERSON
NOT|NO WANT (@of)* MORE FROM THESE|THOSE (@end)* >
THESE BE NOT THEY (@end)* >
its|THESE (BE) NOT ME (@end)* >
mean|meant STOP|UNSUB (@end)* >
TELL|WANT|RATHER|grateful|PLEASE THESE|if|que YOU (WILL) NOT @verb|@ing
tried STOP
NO volver|vuelv^|siga^ (THE)* TEXTING|CALLING|BOTHERING
KEEP TEXTING|SEND|TELL STOP
NOT BE|WANT WANT (@of)* THOSE|MSG|ALERT
YOUR STOP DO NOT
NO TEXT|MSG|TEXTING (just|only|,|PLEASE|BUT)* CALL|EMAIL
MSG|ALERT (BE) unnecessary
MSG|ALERT OFF
MSG ~ NO|NOT ~ (for|para) ME|MY
REMOVE THOSE MSG|ALERT
UNSUB|UNSUBBED
DNC
< (@soft|BE|creo|think|HAVE|GET|TEXTING|u|THE|CALLING|THEY|YOUR|MSG)* (THE|MY)* WRONG (THE|WHO)* NUMBER|PERSON|PATIENT|FAMILY|WHO|CALL
HAVE|TAKE|TEXTING|BE|SEND|TEXT|CALLING|CALL|reached (THE|THESE)* WRONG (FAMILY|THE) NUMBER|PERSON|PATIENT|WHO|FAMILY
NUMBER|PERSON|PATIENT|CALL (BE|THESE) WRONG
se|te WRONG
estan|THESE WRONG (FROM)* NUMBER|PERSON|>
NOT|NO (BE)* THE|YOUR|MY|THEY|right|correct|WHO|FAMILY|THESE|WRONG (NUMBER) (THE|YOUR|MY|THEY|right|correct|WHO|FAMILY|BE|FROM|s|THESE|longer)* NUMBER|PATIENT !TO|yet|THE|que|para|OTHER|todavia|aun
NUMBER (NOW|NO|NOT|DO|HAVE|AGAIN)* (BE|GET)* (NOT) belongs|belong|reassigned|pertenece|WHO (TO) !ME|MY
BE NOT|NO (THE|YOUR)* PERSON|one|PATIENT (YOU|who|THESE)
NOT|NO (BE|vive) (THESE|THE|right|correct)* PERSON|PATIENT !OTHER|yet|,|todavia|aun
NOT KNOW who WHO
NOT|NO KNOW|TELL|HAVE (MORE|THE|ANYONE|HERE|anyone|anybody)* WHO
NOBODY|NO|NOT (PERSON|one|MORE|hay|vive)* (HERE|ON|BE|goes)* by|NAME|CALL|with|FROM|se (THESE|THE|MY|llama)* NAME|WHO|llam^
NO|NOT|NOBODY (hay|MORE|THE|vive|HERE|KNOW)* WHO|PERSON HERE|vive|lives|ON|>
NO MORE PERSON
I|THESE|ME|HERE|BE BE NOT WHO
I|THESE (BE) NOT|NO (BE|THE)* (THE) WHO (AND|OR|s)* !DENTIST|DOCTOR
WHO (DO|HAVE|NOW|BE)* NOT|NO (AGAIN|BE|HAVE)* live|lives|vive|USE|THESE|ON (THESE) NUMBER
NOT|NO (BE|AGAIN)* (THE|YOUR|MY)* PATIENT !yet|OTHER
NOT|NO (BE|gone|go|HAVE)* (TO) (THE|YOUR|MY) office|practice|clinic|DENTIST
OTHER OWNER|PERSON (FROM|ON|THESE)* NUMBER
NUMBER NO|NOT BE FROM
mal THE NUMBER
< HERE NO|NOT BE >
como (le|ME)* hago|WILL (para)* NOT|NO GET|TAKE
como ME salgo|quito|borro|saco|elimino
< baja (FROM|THE)* (@of)* LIST|MSG
NO|NOT BE WHO !DENTIST|DOCTOR
THEY|WHO|PERSON NOT HAVE|USE THESE NUMBER
NO|NOT TELL (for) (THE)* MSG|ALERT|THOSE
NOT|NO CONSENT ~ TO ~ ~ NUMBER|ME|TEXT
NOT|NO CONSENT YOU|anyone|anybody TO
ME|I (HAVE|BE|DO|live)* NOT|NO (AGAIN) go|come|attend|going HERE
PATIENT|THEY|OWNER|WHO|THE|PERSON (FROM|NUMBER|BE|NOW|HAVE|THESE|recently)* DEAD
LEAVE ME|MY|NUMBER|FAMILY (FAMILY|NUMBER|PLEASE|NOW|THE|heck|tf|hell)* ALONE|BE
BE left ALONE
(ME) LEAVE|deje^ (ME|NOW)* (ON) ALONE
dejenme|dejeme|dejame|dejennos|dejenos (NOW|ON)* ALONE|FROM
GOAWAY
LOSE (MY|THE|THESE) NUMBER
BLOCK|SUE YOU|THESE|NUMBER|u|as
I (WILL|BE|HAVE|just|going|TO)* BLOCK|SUE YOU|>
LEGAL
< (@soft)* SPAM|scam (@soft)* >
NOT|NO (BE)* point|necessary|reason|necesidad (TO|for|YOU|ON|KEEP|FROM|que)* @verb|@ing
NOT|NO WANT (TO|for|YOU)* KEEP @ing|SEND
NOT|NO WANT (TO|for|YOU)* @verb|@ing (ME) AGAIN
NOT|NO (TO) BE|GET TEXT|CALL|BOTHER AGAIN|by|ON|>
NOT|NO USE (MY|THESE) NUMBER
NOT TELL (ME|for)* AGAIN
"""
"""What refuses texts, in what is left of a text."""

DOUBTS: Final = """
fewer|less (FROM) THOSE|MSG
how many MSG WILL I
slow|ease down|up ~ MSG
TOOMANY (@of)* MSG|ALERT|TEXT
YOU (GUYS|PERSON|KEEP|always|constantly|BE)* @ing
siguen|KEEP|sigues @verb|@ing
KEEP @ing ME ~ (why|even|after|MORE)
TEXT (ME) LATE|less
stopsign
hate|annoyed|BOTHERING|less|fewer|menos|molestos (@of)* MSG|ALERT|TEXT
MSG|ALERT (BE|so|very|really|FAMILY)* BOTHERING|TOOMANY|molestos
STOP|UNSUB|STOPPED (@end)* >
< (@soft)* STOP
NOT|NO WANT THE TEXT
"""
"""What mentions stopping and is not clearly a refusal."""

MACHINES: Final = """
I BE (NOW|currently)* driving|manejando
while (I|BE)* driving
auto^ TELL|response|responder|TEXT|MSG
autoreply
out|OFF (FROM|THE|MY)* office
NUMBER|inbox|mailbox|SERVICE (BE|DO|WILL)* (NOT|THE)* (BE|able|TO|currently)* monitored|unmonitored|WANT|GET
WILL NOT talk NOW|right
thanks|thank (YOU) for CALLING|TEXTING|YOUR
WILL TELL|TAKE|respond (back|TO|YOU|YOUR|MSG|TEXT)* as|soon|shortly|later|when|WHEN
NOT GET ALERT
TEXT AND NAME rates
BE manejando|conduciendo
respuesta|TEXT automatica|automatico|automatic
fuera|OFF (FROM|THE)* oficina
gracias por comunicarse|CALLING|CALL|TEXTING|YOUR
"""
"""What a telephone or an office writes by itself."""
