"""How refusals are said, and what else is said with the same words, as ``patterns``."""

from typing import Final

CLASSES: Final = {
    "verb": "TEXT|CALL|BOTHER|SEND",
    "stop": "STOP|END|TURNOFF|NOMORE",
    "ing": "TEXTING|CALLING|BOTHERING|SENDING",
    "msg": "MSG|ALERT|TEXT|TEXTING|SPAM",
    "soft": (
        "PLEASE|DO|just|I|AND|BUT|so|hi|hello|hey|YES|NO|NOT|thanks|thank|YOU|sorry|NOW|AGAIN|MORE|also|"
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
        "altogether|entirely|en|until|notice|further|bro|dude|honey|maam|sir|ok|THE|stopsign|ME|already"
    ),
}

KEEPS: Final = """
VISIT
oops (,) WRONG ~
NOT WANT (YOU|THEY|guys|THOSE|MSG|THE|MY)* TO STOP ~ ~ ~
why DO|HAVE YOU|THEY STOP ~ ~ ~
< I BE|HAVE|GET REMOVE|UNSUBBED ~ ~ ~
NO|NOT (BE|HAVE)* (THE|THEY)* WHO|PATIENT|NUMBER (,) BUT ~ ~ ~
NO|NOT ... BUT YES ~
NOT HAVE THESE NUMBER saved
NO se LOSE ~ ~
con THESE STOP
NOT TEXT ME THE ~ !MSG
NOT WANT TO TEXT|SEND|CALL !ME|AGAIN
NOT USE THESE NUMBER much|often
< BE NOT THESE ~ ~
PATIENT FROM delta|WHO
DENTIST|nobody|office NOT (even) CALL ME
REMOVE (MY|THE)* NAME ON
UNSUB|CANCEL|END|STOP ... membership|autopay|plan
NO|NOT WILL TEXTING|CALLING|SEND ~
NO|NOT WILL|I|ME (even)* TEXT|CALL YOU
NOT GET|got THE CALL
< BE ~ ~ WRONG NUMBER
when|time|si|cuando ~ THESE|THOSE END
UNSUB|UNSUBBED (FROM|ON)* insurance|seguro
NO|NOT WANT (TO|SEND|GET)* THE TEXT|ALERT , just|I
STOP|UNSUB|UNSUBBED|REMOVE|WRONG ~ BYMISTAKE|accidentally
NOT BOTHER , I
NOT TEXT|CALL , I BE|WILL driving|CALL|TEXT
belongs TO ME|MY
NOT|NO (BE)* (THE|YOUR)* PATIENT yet|todavia|aun
WRONG NUMBER|PERSON , meant ~ ~
WRONG NUMBER FROM
UNSUB|UNSUBBED FROM MY
< DO|HAVE I UNSUB|UNSUBBED|REMOVE ~
I|we WILL|BE (going) GOAWAY
NO|NOT BE (THE) WHO|PATIENT (,|AND|.)* (I) BE YOUR|MY|THEY FAMILY
STOP|STOPPED|END (THE|MY)* BODY|DOING|smoke|clock|antibiotics
BODY|it|DENTIST (just|WILL|DO)* NOT (to) STOP|STOPPED
BODY ~ STOP|STOPPED
GOON ~ ~
NOT mind
STOP THESE ... lol|haha|jaja|kidding|joking|too
< (why) BE|DO|HAVE I (AGAIN|still|THE|GET|HAVE|just)* REMOVE|TAKE|UNSUB|UNSUBBED|OFF|WRONG|STOP|END ~ ~ ~
BOTHER|BOTHERING YOU
UNSUBBED ?
NOT TEXTING|TEXT|CALL|CALLING back
NO|NOT (AGAIN|WILL|even)* TELL|answer TO ~ MSG|TEXT
NO|NOT (AGAIN|WILL|even)* answer|check|gotten|access (TO) ~ MSG|TEXT
I (DO|WILL)* NOT HAVE ~ TEXTING|MSG|TEXT
NO|NOT (ME|HAVE|THEY|has|AGAIN)* recib^ ~
NO MSG|ALERT|TEXT BE|HAVE|DO
NO problem ~
FAMILY (BE|DO|HAVE)* NOT GET ~ MSG
UNSUB FROM what
-YOU NOT (AGAIN|PLEASE|ME)* STOP|END ~ ~ ~
THE STOP
NOT|NO (DO|ME|PLEASE|AGAIN)* REMOVE|CANCEL|LOSE|UNSUB|TURNOFF|TAKE (THE|MY|ME|YOUR|FROM|THESE|THOSE)* ~
NOT|NO (really|ME)* WANT|mean|mind|meant (TO|que|ME|dar|darme)* perder|perderme|miss|LOSE|lost|REMOVE|CANCEL|UNSUB|STOP|salir ~
NO|NOT WANT|mean TO BOTHER|CALL|CALLING !ME|AGAIN ~
NO|NOT WANT (YOU|TO)* CALL|CALLING|BOTHERING|TEXT back|mucho|,
NO WANT TO CALL|TEXT|BOTHER ME !AGAIN
NOT WANT ~ MSG|ALERT|TEXT cancelled|canceled|STOPPED|TO ~
(APPT|_) , NOT (THE|MY|YOUR)* MSG|ALERT
only|just TEXT , (DO) NOT WANT CALL
YOU DO NOT WANT TO CALL|TEXT ME !AGAIN
I (DO|HAVE)* NOT TELL (YOU|TO|BE|THE)* STOP|REMOVE|UNSUB|END ~
WILL TELL STOP only|if|when
-YOU|TO|NO|NOT|ME|I KEEP @ing|SEND|ME ~ ~
KEEP THOSE
BODY ~ REMOVE|OFF
estoy UNSUB
UNSUB (al|MY|THE)* seguro
UNSUB (ME|FROM|MY|THE)* EMAIL|newsletter ~
BE I OFF ~ LIST
< DO|HAVE ~ YOU|I|THEY REMOVE|UNSUB|TAKE (ME|MY) OFF|FROM|NUMBER ~
why DO|HAVE YOU|THEY REMOVE|TAKE ~ ~ ~
I BE|GET (just|AGAIN) unsubscribed ~ ~
unsubscribed ~ ~ how
BE I REMOVE|UNSUB ~ ~
< THESE NUMBER|inbox|account (DO|BE|WILL)* NOT WANT|GET ~ MSG
NOT|NO BE THE PATIENT , BE YOUR FAMILY
NOT|NO (really) WANT|mean (TO) BE|GET|TAKE|ME REMOVE|UNSUB|UNSUBBED|off ~
BYMISTAKE ~ STOP|UNSUB|CANCEL
accidentally|mistakenly ~ STOP|UNSUB|UNSUBBED|CANCEL (,|how|DO|I)* ~ ~ ~
STOP|UNSUB|REMOVE (MY|THE|ON|THESE)* BYMISTAKE|accidentally
FAMILY ~ TELL|TEXT|SEND|hit|pressed STOP
DOCTOR|DENTIST (TELL|MY|ME|TO|said|WANT|had)* STOP|STOPPED
-YOU BE|got TELL (TO) STOP
why|DO|HAVE|if|when|since|once (YOUR|THE|MY) YOU|THEY|nobody|MSG|ALERT|TEXT (all|MORE|AGAIN|HAVE|just)* STOP|STOPPED !@ing ~
-grateful|appreciate|nice|great|WANT why|if|when|because|since|porque (DO|YOU|HAVE|THEY|ya|que|ME)* NO|NOT ~ ~
por que ~ NO|NOT|STOP ...
-RATHER|if|grateful|appreciate|WANT|THESE YOU|THEY|guys DO|HAVE|WILL|BE NOT (AGAIN|even)* TEXT|CALL|SEND|TEXTING|CALLING|ANSWER|get ~
I (DO|WILL|HAVE|just|really|still)* NOT (AGAIN|really|even|usually)* TEXT|CALL|SEND|TEXTING|CALLING|GET|got|see|saw|seen|read|open|find|hear|understand|check|mind|TAKE ~ !CONSENT|MSG
I|YOU|nobody|MSG (DO|BE|HAVE)* NOT (been|AGAIN|BE)* GET|TAKE|got ~ MSG|ALERT|TEXT
NO|NOT (ME|HAVE|ha|he|han)* llego|llega|llegan|recibi|mandaron|han|ha|entiendo|veo|mandado|llegado|escribieron|avisaron ~
NO|NOT TEXT|MSG|ALERT|CALL|TEXTING yet|since|came|FROM|nothing|?
NOT TEXT AND|well|much
STOP|NOT|NO (ME) CALLING|CALL (ME|MY|work|PLEASE|AGAIN|THE|HERE|NUMBER)* (,|.)* (I|BE|LATE|WHEN|AND|just|ON|class)* ,|.|AND|for (RATHER|just|only|PLEASE|better|solo|mejor|ME|THE|por|con)* TEXT|MSG|TEXTING|SEND ME|THE|PLEASE|BE|instead|fine|HERE|better|works|ok|MSG|TEXT
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
WRONG NUMBER|PERSON|NAME ~ (I|YOUR|WHO)* ~ meant|mean|thought|wanted|queria|pense
WRONG NUMBER|NAME|PERSON ON (MY|THE|YOUR)* LIST
YOU HAVE|gave (THE|ME)* WRONG last|first|insurance|address|birthday|date|email
MY WRONG NUMBER
give|gave|given|put|wrote|entered|left ~ WRONG NUMBER
BE THESE|THOSE|YOU (NOT|THE|just|YOUR|legit|OR|real)* MSG|SPAM|scam
< when DO ~ ~ END
PATIENT ~ AND|BUT WANT ~
NOT THE NUMBER I
NO|NOT BE WHO emergency
TEXT|MSG STOP after
THE BODY ~ ,|. REMOVE THESE ~ ~
WANT|can|may ~ opt in
UNSUB FROM precio
OFF THE APPT|WHEN|DIGITS|pain
REMOVE|TAKE|CANCEL|END|BLOCK (ME|MY|THE|THOSE|YOUR|APPT|FAMILY)* (FROM|OFF|ON)* (THE|MY|YOUR|THOSE)* ~ APPT|BODY|WHEN|DIGITS|crown|insurance !DIGITS|MSG|TEXT|ALERT
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
STOP (THE|THESE)* double|duplicate|second|extra|multiple ~ ~
maybe|perhaps|thinking|considering ~ ~ STOP|UNSUB ~ ~
STOP ... only|just TEXT ME
NO|NOT ~ ~ TOOMANY (MSG|TEXT|ALERT)
DO I TEXT|SEND STOP
STOP|UNSUB|UNSUBBED just|only|solo ~ ...
WRONG NUMBER ?
STOP (MORE|THE|THOSE|FROM|TEXT|SEND)* MSG|ALERT for|until|por !good|further|now|me|ever
only|just|solo TEXT|CALL|SEND ME|FAMILY|MY|if|for|about|when !by|via|EMAIL ~ ~
WILL|DO STOP ~ STOP|END|CANCEL|REMOVE ~ ~ ~
TAKE|REMOVE|pause|STOP (ME|OFF|THOSE|MSG|ALERT|THE|MY)* for|until|till|por (THE|couple|few|un)* WHEN|months|weeks|month|while
"""
"""Refusals of a part, or questions about stopping: struck out, and a doubt."""

REFUSALS: Final = """
< (@soft)* STOP (@soft)* >
NOMORE CALL|CALLING
NOT|NO BOTHER|TEXT|CALL (ME) NOMORE
BLOCK|REMOVE ME|NUMBER FROM !DOCTOR|WHO
NOT|NO WANT NOTHING con|de|FROM YOU|MSG
NOTHING FROM|de MSG|ALERT
NOT|NO ME lleguen|llegue|lleguen (MORE) MSG|ALERT
< (@soft)* NOMORE (FROM|de|THESE|THOSE)* (@end)* >
STOP ... @ing|MSG|ALERT|CALL|TEXT|LIST|SEND|SPAM|BOTHER
STOP USE MY|THESE NUMBER
-WILL STOP DOING|doing THESE
time|PLEASE|just|NOW|guys|all|so|sake|christ|god|seriously STOP (@end)* >
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
STOP TELL (for|about|ME|@end)*
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
THESE|THOSE|MSG|ALERT (HAVE|need|WANT|got|gotta|must|WILL)* (TO) STOP|END|cease (@end)* >
make|WANT|TAKE (THE) THESE|THOSE|MSG|ALERT ~ STOP|STOPPED|END
YOU|beg|begging|everyone|BE ... TO STOP|END (@end)* >
TELL|poner (YOU|TO|guys|people|all)* STOP (@end)* >
PLEASE|can|WILL HAVE (MY|THESE)* NUMBER|NAME REMOVE
HAVE ~ NUMBER|NAME REMOVE|TAKE
three|several|many|DIGITS times (NOW) . why
YOU BE BOTHERING ME
YOU (guys|people|really)* WANT|HAVE|must|better|should|WILL (TO) STOP
WANT|TELL|favor|RATHER|PLEASE|ruego|que (YOU|guys|TO|que|ya)* STOP !VISIT (@end)* >
(why) WILL|why (NOT)* YOU|THESE|THOSE ~ STOP ~ >
STOP|END (MORE|THE|AND|FROM)* contact|CALL|CALLING|MSG|communication|notifying
FEDUP ... MSG|ALERT|TEXT|TEXTING|SPAM|CALL|BOTHERING
how|como|where|way (DO|I|WILL|puedo|hago|le|para|que|TO|YOU)* (NOT|NO|NOW)* STOP|END|TURNOFF|CANCEL|BLOCK (GET) (@of)* THESE|THOSE|MSG|ALERT
how (DO|I|TO|WILL)* STOP >
how|where ~ GET (ME) OFF|out ~ (@of)* LIST|>
TELL|TEXT|SEND (YOU|MSG|les|le|que|ME|TO|AGAIN)* STOP|NOMORE|UNSUB
I (HAVE|AGAIN)* TELL (YOU) NO (@end)* >
-I|YOU|THEY|guys|who|if|NUMBER|nobody NOT|NO (to|PLEASE|AGAIN|just|even|dare|u|YOU|BE|TO|ME|vuelva^|a|siga^|esten|este|anden|THE|le|les|lo|please|MORE|DO)* TEXT|CALL|BOTHER|TEXTING|CALLING|BOTHERING (AND|OR|NOT|CALL|TEXT|SEND|MSG|U)* ME|NUMBER|THESE|THOSE|HERE|AGAIN|MORE|NOW|about|PLEASE|de|por|OR|MSG|ALERT|NOTHING|@ing
-I|YOU|THEY|who|if|NUMBER NOT|NO (PLEASE|AGAIN|just|even|u|ME|YOU)* TEXT|CALL|BOTHER (FAMILY|MY|THE|YOUR|OTHER|work|cell)* NUMBER|house|home|phone
NOT|NO TEXT|BOTHER (MY|THE)* FAMILY (@end)* >
-I|YOU|THEY|that|who|if|NUMBER|you|nobody NOT|NO (to|PLEASE|AGAIN|just|even|dare|u|YOU|BE|TO|ME|vuelva^|a|siga^|esten|este|anden|THE|le|les|lo|MORE|DO)* TEXT|CALL|BOTHER|TEXTING|CALLING|BOTHERING (AND|OR|NOT|CALL|TEXT|SEND|BOTHER|ALERT)* >
-I|YOU|THEY|that|who|if|NUMBER|nobody NOT|NO (to|PLEASE|AGAIN|just|even|dare|TO|ME|YOU|vuelva^|a|siga^|esten|este|anden|les|le|lo)* SEND (ME|PLEASE|out|HERE)* (@of)* MSG|ALERT|TEXT|THOSE|NOTHING|AGAIN|SPAM
-I|YOU|THEY|that|who|if|NUMBER|nobody NOT|NO (to|PLEASE|AGAIN|just|even|dare|TO|ME|YOU|vuelva^|a|siga^|esten|este|anden|les|le|lo)* SEND|TEXTING (ME|PLEASE|THESE|HERE)* (@end)* >
NOT|NO (ME|ON|really|currently|AGAIN|even|DO)* WANT (@of)* MSG|ALERT|TEXT|TEXTING|CALLING|BOTHERING|hear|KNOW|saber
NO|NOT WANT|RATHER ... GET|BE|having|que|ME MSG|TEXT|SEND|ALERT|CALL|TEXTING|CALLING|BOTHER|BOTHERING !AND
NO|NOT WANT (@of)* MSG|ALERT
NOT|NO WANT (@of)* THOSE|LIST|part|NOTHING (de|FROM|YOU|THESE|THOSE|con)* (@end)* >
RATHER NOT TO GET|TAKE|HAVE|BE ~ THOSE|MSG|TEXT|ALERT|@ing
WANT|would ~ TO NOT GET|TAKE|BE|HAVE (@of)* MSG|ALERT|TEXT|THOSE
NOT SEND (ME) anything|MORE (else|AGAIN)
make YES ~ ~ NOT @verb|@ing
NOT|NO WANT (TO|BE|TAKE|saber|estar|ON|part|FROM)* (@of)* LIST
NOT|NO WANT (YOU|guys|people|THEY|anyone|que|TO)* @ing|@verb ME
(I|WILL|would|RATHER) RATHER ... NOT|NO ~ @verb|@ing|MSG|ALERT|THOSE
WANT|grateful|nice|great ~ (if|YOU|WILL|could|que|BE)* NOT|NO|STOP|STOPPED (AGAIN|BE|ME)* @verb|@ing|MSG|ALERT
< (@soft)* -YOU|THEY NO|NOT (@of)* MSG|ALERT|TEXTING|TEXT|CALL|SPAM (MSG|TEXT|CALL|EMAIL|NO|OR|AND)* (@end)* >
(as|AS|TO|WANT|want|preference|,|PLEASE|says) NO MSG|TEXT|TEXTING|ALERT (@end)* >
(PLEASE) mail only >
NOT|NO|nor (AGAIN|DO|HAVE|YOU|ME|les|le|they|NO|I)* CONSENT (TO|for|GET|BE|que|para|in|MORE|MY|HAVE|ME)* MSG|ALERT|TEXT|@ing|SEND|THESE|THOSE|CALL|usar^|contact|ANY|que|>
NOT|NO (AGAIN|les|le|YOU|I)* HAVE|give|given|gave|di|doy|dado|got (YOU|ME|MY|MORE|THE|TO|les)* CONSENT
NOT (MY|THE)* CONSENT (@end)* >
CONSENT (HAVE|BE|given)* NO|NOT|REVOKE|given ~
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
WANT|LET|GET|need (ME) OFF|out (@of)* LIST|THESE|MSG
WANT|LET (ME) OFF|out (@end)* >
GET ME OFF|out (@end)* >
< (@soft)* OFF|out (@of)* LIST
enough|harto|harta|suficientes|suficiente (FROM|THE|THESE|de|con)* MSG|ALERT|TEXTING|SPAM
THESE|YOU BE (just|THE|AND)* SPAM
MSG|ALERT|TEXT|THOSE (BE) NOT|NO (AGAIN|BE)* WANT|welcome|necessary
BLOCK AND SUE
YOU|YOUR (NUMBER|HAVE|BEEN|BE|AGAIN)* BLOCK
REMOVE|TAKE THEY|WHO|FAMILY (NUMBER|NAME|PLEASE)* OFF|FROM|LIST
REMOVE THEY (PLEASE) >
throw|cross|rub|pull|scratch|cut|LOSE (out|OFF|PLEASE)* MY|THESE NUMBER|NAME
LOSE YOU HAVE ~ NUMBER
HAVE (ME) (BE) confused|mistaken
YOU|THEY ~ reached ~ NUMBER BYMISTAKE|error
why ~ YOU still @ing
< (@soft)* OFF (@soft)* >
RATHER|instead than|FROM @ing|TEXT
only|just|solo CALL|TEXT ME by|via|con EMAIL
EMAIL|CALL|calls only >
PLEASE STOP THOSE|THESE
REMOVE FROM (@of)* MSG|LIST|ALERT
NO|NOT KNOW (THE|a)* THESE PERSON
NO|NOT KNOW|se quien|who BE WHO|THESE
NOT (HAVE|THEY|BE|sido)* PATIENT !OTHER|yet|,|todavia|aun
como|how (DO|I|puedo|ME)* quito|saco|borro|REMOVE (@of)* THOSE|MSG|LIST|ALERT
HAVE harto|harta
NO|NOT (AGAIN) USE MY|THESE|THE NUMBER
NOT|NO WANT THESE|THOSE ON MY|THESE NUMBER
NOT|NO WANT (TO|HAVE)* MORE (else) FROM YOU|YOUR
chill (OFF|out|with)* ~ MSG|TEXTING|SPAM
NOT ON (THESE) NUMBER (PLEASE) >
KEEP MY|THESE NUMBER OFF|out
< THESE NO|NOT BE >
NOT HAVE|USE|own|owns THESE NUMBER
WHO|THEY|PERSON (DO|HAVE|BE)* NOT|NO (AGAIN)* live|lives|vive
WHO|THEY (DO|HAVE|BE)* NOT|NO (AGAIN)* work|works|trabaja HERE|with
THEY|WHO moved (out|away) ... NUMBER
THESE|NUMBER (NUMBER|BE)* NOW (WHO|THE)* (mine|someone)
MSG|ALERT|TEXT|THESE|THOSE BE NOT|NO (meant) for ME
BE NOT who YOU
YOU HAVE|TEXTING ~ elses NUMBER
TELL TO BE|GET REMOVE
NO|NOT WANT (TO|GET|SEGUIR)* GET THESE|THOSE
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
TEXT|BOTHER|CALL someone|somebody|another else|person
buscan|CALL THE OTHER PERSON
NOT|NO WANT (@of)* MORE FROM THESE|THOSE (@end)* >
THESE BE NOT THEY (@end)* >
TELL|WANT|RATHER|grateful|appreciate|favor THESE|if|que YOU (WILL) NOT @verb|@ing
tried STOP
NO volver|vuelv^|siga^ (THE|a)* TEXTING|CALLING|BOTHERING
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
< (@soft|BE|CREO|creo|think|YOU|HAVE|SENDING|got|texting|TEXTING|u|U|tienen|tiene|THE|SENDING|CALLING|THEY|su|MSG)* (THE|MY)* WRONG (THE|WHO)* NUMBER|PERSON|PATIENT|FAMILY|WHO|CALL
HAVE|TAKE|TEXTING|BE|SEND|TEXT|CALLING|CALL|reached (THE|un|THESE)* WRONG (FAMILY|THE) NUMBER|PERSON|PATIENT|WHO|FAMILY
NUMBER|PERSON|PATIENT|CALL (BE|esta) WRONG 
se|te WRONG
estan|THESE WRONG (de|FROM)* NUMBER|PERSON|>
NOT|NO (BE)* THE|YOUR|MY|THEY|right|correct|WHO|FAMILY|THESE|WRONG (NUMBER) (THE|YOUR|MY|THEY|right|correct|WHO|FAMILY|es|su|de|s|FROM|THESE|longer)* NUMBER|PATIENT !TO|yet|al|que|para|OTHER|todavia|aun
NUMBER|line (NOW|NO|NOT|DO|HAVE|AGAIN)* (BE|been|GET)* (NOT) belongs|belong|reassigned|pertenece|WHO (TO) !ME|MY
BE NOT|NO (THE|YOUR)* PERSON|one|PATIENT (YOU|who|THESE)
NOT|NO (BE|vive) (esa|THE|THESE|that|right|correct)* PERSON|PATIENT !OTHER|yet|,|todavia|aun
NOT KNOW who WHO
NOT|NO know|KNOW|TELL|KNOW|have (MORE|THE|ANYONE|a|HERE|ANY|anyone|anybody)* WHO
NOBODY|NO|NOT (PERSON|one|MORE|hay|vive)* (HERE|ON|BE|goes)* by|NAME|called|with|FROM|se (THESE|THE|MY|llama)* NAME|WHO|llam^
NO|NOT|NOBODY (hay|MORE|THE|vive|HERE|KNOW|such)* WHO|PERSON HERE|vive|lives|at|ON|>
no such PERSON
NO such PERSON
I|THESE|me|we|HERE|BE BE NOT WHO
I|yo|THESE (BE) NOT|NO (BE|es|soy|la|el)* (THE) WHO (AND|or|ni|s)* !DENTIST|DOCTOR
WHO (DO|HAVE|ya|BE)* NOT|NO (AGAIN|BE|HAVE)* live|lives|vive|USE|THESE|ON (THESE) NUMBER
NOT|NO (BE|been|AGAIN)* (THE|YOUR|MY)* PATIENT !yet|NEW|OTHER
NOT|NO|never (been|gone|go|have|HAVE)* (TO) (THE|YOUR|MY) office|practice|clinic|dentist
OTHER OWNER|PERSON (FROM|ON|THESE)* NUMBER
NUMBER NO|NOT BE FROM
mal THE NUMBER
< HERE NO|NOT BE >
como (le|ME)* hago|puedo (para|YO)* NOT|NO GET|TAKE
como ME salgo|quito|borro|saco|elimino
< baja (FROM|a)* (@of)* LIST|MSG
NO|NOT BE WHO !DENTIST|DOCTOR
THEY|WHO|PERSON NOT HAVE|USE|own THESE NUMBER
NO|NOT TELL (for) (THE)* MSG|ALERT|THOSE|ANY
NOT|NO CONSENT ~ TO ~ ~ NUMBER|ME|TEXT
NOT|NO CONSENT YOU|anyone|anybody TO
ME|I|we (HAVE|BE|DO|live)* NOT|NO (AGAIN) go|come|attend|going HERE
PATIENT|THEY|OWNER|WHO|el|senora (of|NUMBER|BE|ya|HAVE|THESE|recently)* DEAD
LEAVE ME|MY|NUMBER|FAMILY|nos (FAMILY|NUMBER|PLEASE|NOW|the|heck|tf|hell|THE)* ALONE|BE
BE left ALONE
(ME) LEAVE|deje^ (me|nos|ya)* (en) ALONE
dejenme|dejeme|dejame|dejennos|dejenos (YA|NOW|en)* ALONE|de|FROM
GOAWAY
LOSE|forget (MY|THE|THESE) NUMBER
BLOCK|SUE YOU|THESE|NUMBER|u|as
I (WILL|BE|HAVE|just|going|to)* BLOCK|SUE YOU|>
LEGAL
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
I BE (NOW|currently)* driving|manejando
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
