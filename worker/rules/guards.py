"""What is said with the words of refusals and refuses nothing, or only a part: ``patterns``."""

from typing import Final

KEEPS: Final = """
VISIT
oops (,) WRONG ~
NOT WANT (YOU|THEY|GUYS|THOSE|MSG|THE|MY)* TO STOP ~ ~ ~
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
DENTIST|NOBODY|office NOT (even) CALL ME
REMOVE (MY|THE)* NAME ON
UNSUB|CANCEL|END|STOP ... membership|autopay|plan
NO|NOT WILL TEXTING|CALLING|SEND ~
NO|NOT WILL|I|ME (even)* TEXT|CALL YOU
NOT GET THE CALL
< BE ~ ~ WRONG NUMBER
when|time|YES|cuando ~ THESE|THOSE END
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
I WILL|BE (going) GOAWAY
NO|NOT BE (THE) WHO|PATIENT (,|AND|.)* (I) BE YOUR|MY|THEY FAMILY
STOP|STOPPED|END (THE|MY)* BODY|DOING|smoke|clock|antibiotics
BODY|THESE|DENTIST (just|WILL|DO)* NOT (TO) STOP|STOPPED
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
NO|NOT (ME|HAVE|THEY|AGAIN)* recib^ ~
NO MSG|ALERT|TEXT BE|HAVE|DO
NO problem ~
FAMILY (BE|DO|HAVE)* NOT GET ~ MSG
UNSUB FROM what
-YOU NOT (AGAIN|PLEASE|ME)* STOP|END ~ ~ ~
THE STOP
NOT|NO (DO|ME|PLEASE|AGAIN)* REMOVE|CANCEL|LOSE|UNSUB|TURNOFF|TAKE (THE|MY|ME|YOUR|FROM|THESE|THOSE)* ~
NOT|NO (really|ME)* WANT|mean|mind|meant (TO|que|ME|dar|darme)* perder|perderme|MISS|LOSE|lost|REMOVE|CANCEL|UNSUB|STOP|salir ~
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
UNSUB (THE|MY)* seguro
UNSUB (ME|FROM|MY|THE)* EMAIL|newsletter ~
BE I OFF ~ LIST
< DO|HAVE ~ YOU|I|THEY REMOVE|UNSUB|TAKE (ME|MY) OFF|FROM|NUMBER ~
why DO|HAVE YOU|THEY REMOVE|TAKE ~ ~ ~
I BE|GET (just|AGAIN) UNSUBBED ~ ~
BE I REMOVE|UNSUB ~ ~
< THESE NUMBER|inbox|SERVICE (DO|BE|WILL)* NOT WANT|GET ~ MSG
NOT|NO BE THE PATIENT , BE YOUR FAMILY
NOT|NO (really) WANT|mean (TO) BE|GET|TAKE|ME REMOVE|UNSUB|UNSUBBED|OFF ~
BYMISTAKE ~ STOP|UNSUB|CANCEL
accidentally|mistakenly ~ STOP|UNSUB|UNSUBBED|CANCEL (,|how|DO|I)* ~ ~ ~
STOP|UNSUB|REMOVE (MY|THE|ON|THESE)* BYMISTAKE|accidentally
FAMILY ~ TELL|TEXT|SEND|hit|pressed STOP
DOCTOR|DENTIST (TELL|MY|ME|TO|WANT|HAVE)* STOP|STOPPED
-YOU BE|GET TELL (TO) STOP
why|DO|HAVE|if|when|since|once (YOUR|THE|MY) YOU|THEY|NOBODY|MSG|ALERT|TEXT (MORE|AGAIN|HAVE|just)* STOP|STOPPED !@ing ~
-grateful|WANT|nice|great why|if|when|because|since|porque (DO|YOU|HAVE|THEY|NOW|que|ME)* NO|NOT ~ ~
por que ~ NO|NOT|STOP ...
-RATHER|if|grateful|WANT|THESE YOU|THEY|GUYS DO|HAVE|WILL|BE NOT (AGAIN|even)* TEXT|CALL|SEND|TEXTING|CALLING|GET ~
I (DO|WILL|HAVE|just|really|still)* NOT (AGAIN|really|even|usually)* TEXT|CALL|SEND|TEXTING|CALLING|GET|see|saw|seen|read|open|find|hear|understand|check|mind|TAKE ~ !CONSENT|MSG
I|YOU|NOBODY|MSG (DO|BE|HAVE)* NOT (BE|AGAIN)* GET|TAKE ~ MSG|ALERT|TEXT
NO|NOT (ME|HAVE|ha|THEY|han)* llego|llega|llegan|recibi|mandaron|han|ha|entiendo|veo|mandado|llegado|escribieron|avisaron ~
NO|NOT TEXT|MSG|ALERT|CALL|TEXTING yet|since|came|FROM|NOTHING|?
NOT TEXT AND|well|much
STOP|NOT|NO (ME) CALLING|CALL (ME|MY|work|PLEASE|AGAIN|THE|HERE|NUMBER)* (,|.)* (I|BE|LATE|WHEN|AND|just|ON|class)* ,|.|AND|for (RATHER|just|only|PLEASE|better|solo|mejor|ME|THE|por|con)* TEXT|MSG|TEXTING|SEND ME|THE|PLEASE|BE|instead|fine|HERE|better|works|YES|MSG|TEXT
STOP|NOT|NO|NOMORE (ME) CALLING|CALL (ME|MY|work|PLEASE|AGAIN|THE|HERE|NUMBER|,|.)* RATHER|just|only|solo|mejor (por|con) TEXT|MSG|TEXTING
RATHER|only|just (THE|YOUR|GET)* TEXT|MSG (,|.|PLEASE|DO|AND)* NOT CALL ~
TEXT (ME) NOT CALL|CALLING
RATHER|only|just|better|WANT|YES|fine (GET|HAVE|THE|YOUR)* TEXT|MSG ~ NOT CALL ~
NOMORE questions|BODY|APPT|cavities|openings|times|slots|needles|novocaine|than|DOING !MSG|TEXT|ALERT
I gave|give YOU (THE|MY)* WRONG ~
I (WILL|gave|TELL|meant|mean|dialed|CALL|HAVE|put|think|thought|BE|GET|TAKE|entered|THE|MY|ME|les|le|given)* WRONG ~
< BE|DO (THESE|I|YOU|DIGITS)* (TEXTING|THE|MY|HAVE|CALL|CALLING)* WRONG ~ ~
(BE|THESE|tengo) (THE) NUMBER WRONG (para|for)* ~ ?
tengo|marque|queria|TELL|di|CALL|dimos (THE) NUMBER|fecha|hora|PERSON|direccion WRONG ~
I SEND ~ ~ WRONG ~
WRONG NUMBER|PERSON , THESE BE for|meant
NUMBER WRONG , (YES|perdon)* queria|pense|buscaba
WRONG NUMBER|PERSON|NAME ~ (I|YOUR|WHO)* ~ meant|mean|thought|WANT|queria|pense
WRONG NUMBER|NAME|PERSON ON (MY|THE|YOUR)* LIST
YOU HAVE|gave (THE|ME)* WRONG last|FIRST|insurance|address|birthday|date|EMAIL
MY WRONG NUMBER
give|gave|given|put|TELL|entered|left ~ WRONG NUMBER
BE THESE|THOSE|YOU (NOT|THE|just|YOUR|legit|OR|real)* MSG|SPAM|scam
< when DO ~ ~ END
PATIENT ~ AND|BUT WANT ~
NOT THE NUMBER I
NO|NOT BE WHO emergency
TEXT|MSG STOP after
THE BODY ~ ,|. REMOVE THESE ~ ~
WANT|WILL ~ TAKE ON
UNSUB FROM precio
OFF THE APPT|WHEN|DIGITS|BODY
REMOVE|TAKE|CANCEL|END|BLOCK (ME|MY|THE|THOSE|YOUR|APPT|FAMILY)* (FROM|OFF|ON)* (THE|MY|YOUR|THOSE)* ~ APPT|BODY|WHEN|DIGITS|insurance !DIGITS|MSG|TEXT|ALERT
BE BLOCK OFF|ON
NOT (THE|YOUR|BE)* (HAVE|current|PATIENT)* yet
NOT (THE)* OTHER PATIENT
MISS (MSG|CALL|TEXT|ALERT)
"""
"""Words of refusal that refuse nothing; they are struck out before anything is judged."""

QUALIFIED: Final = """
@stop|NOT|NO (PLEASE|ME|TO|AGAIN|vuelvan|THE)* @ing|@verb|MSG|ALERT (ME|MY|THE|THESE|THOSE|NUMBER|HERE|MSG|ALERT|TEXT|PLEASE|YOUR|SEND|TEXTING|TO|FROM)* (ON|THE)* LATE|before|after|during|while|between|past|when|unless|until|antes|despues|cuando|mientras|durante|WHEN|DIGITS|twice !MORE|NOW
NOT|NO @ing|@verb (ON|TO)* MY FAMILY NUMBER
@stop|NOT|NO @ing|@verb (ON|TO)* MY OTHER|old|work|office|home NUMBER
REMOVE|TAKE|quit^ (ME|MY|NUMBER|NAME|THESE|FROM|OFF|THE|YOUR)* WAITLIST
REMOVE (MY|THE)* OTHER|old|work|office|home NUMBER
(what|happens|que|pasa|WILL)* if|YES|when|cuando I|mando|pongo|TELL|SEND|TEXT|contesto|respondo|escribo|END (SEND|TELL|TEXT|with|just|con)* STOP|UNSUB|THOSE|BLOCK
DO (TELL|SEND|TEXT|I)* STOP ~ CANCEL|mean|REMOVE|affect|END|LOSE
what DO STOP
DO|WILL|BE (YOU|GUYS|THESE|THOSE|MSG|ALERT|TEXT|THE)* AGAIN|going (TO) STOP|END ~
DO|WILL (THESE|THOSE|MSG|ALERT|TEXT|THE)* STOP|END ?
STOP (THE|THESE)* double|duplicate|second|extra|multiple ~ ~
maybe|perhaps|DOING|considering ~ ~ STOP|UNSUB ~ ~
STOP ... , only|just TEXT ME
NO|NOT (ME)* TEXT|SEND (THE) fines
NO|NOT ~ ~ TOOMANY (MSG|TEXT|ALERT)
DO I TEXT|SEND STOP
STOP|UNSUB|UNSUBBED just|only|solo ~ ...
WRONG NUMBER ?
STOP (MORE|THE|THOSE|FROM|TEXT|SEND)* MSG|ALERT for|until|por !good|MORE|NOW|ME|AGAIN
only|just|solo TEXT|CALL|SEND ME|FAMILY|MY|if|for|about|when !by|via|EMAIL ~ ~
WILL|DO STOP ~ STOP|END|CANCEL|REMOVE ~ ~ ~
TAKE|REMOVE|pause|STOP (ME|OFF|THOSE|MSG|ALERT|THE|MY)* for|until|till|por (THE|couple|few)* WHEN|months|weeks|month|while
"""
"""Refusals of a part, or questions about stopping: struck out, and a doubt."""
