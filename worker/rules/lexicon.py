"""What the words of refusals stand for, in English and Spanish: "quit", "cease" and "paren" are STOP.

A word that is not here stands for itself.
"""

from collections.abc import Iterator
from typing import Final


def listed(words: str) -> frozenset[str]:
    """Return the words of a paragraph."""
    return frozenset(words.split())


_PHRASES: Final = """
VISIT: basta con la, basta con que, basta con una, basta con un, basta con mandarme, basta con llamar, basta para, basta una, stop by, stop in, stop over, stop at, stop for gas, stop for coffee, stop for breakfast, stop for lunch, stop for food, stop off, stop there, stop here, stop to, stop on, stopping by, stopping in, stopping at, stopping for, bus stop, stop sign, stop light, train stop, last stop, first stop, next stop, stops away, full stop, pit stop, two stops, one stop, which stop, non stop, school stop, nonstop, stop and get, stop and pick, stop and see, stop and buy, stop and grab, stop and think, stop and eat, quick stop, metro stop
STOP: ya basta con, basta con
STOP: cease and desist, not interested stop, not interested please stop
GOON: no dejen de, no deje de, no dejes de, no paren de, no pare de
STOP: para de, dejen de, deje de, deja de, dejar de, dejes de, dejense de, dejaran de, dejara de, deje ya de, dejen ya de, dejo de, paren de, pare de, parar de, put an end to, put a stop to, knock off, refrain from, lay off, knock it off, cut it out, give it a rest, cut the crap, get rid of, no mas de, basta de, opt out of
FEDUP: enough of, enough with, done with, sick of, sick and tired of, tired of, fed up with, had it with, harto de, harta de, hartos de, cansado de, cansada de, cansados de, estoy harto, estoy harta, over it, over these
NOT: no longer, not longer, ya no, not going to, not gonna, nunca mas
UNSUB: un subscribe, un subscribed, not interested unsubscribe, opt out, opt me out, opt us out, opt this number out, opting out, opted out, op out, opt my number out, opt this phone out, de baja
AGAIN: any more, any longer, nunca mas, otra vez, de nuevo, ever again, from now on, going forward, in the future, at all, for good
CONSENT: signed up, sign up, sign me up, opted in, opt in, give you permission, okay with, ok with, comfortable with
PLEASE: por favor, de favor, would you mind, be so kind
OFF: off of, out of, off from, fuera de, salir de, salirme de
ON: on to
DEAD: passed away, passed on, no longer with us
LATE: so early, so late, so often, so much, too often, too early, too late, that early, that late, this early, this late, at night, at work, during work, while i am, in the morning, in the evening, in the middle, tan temprano, tan tarde, tan noche, de noche, en la noche, por la noche, en las mananas, al trabajo, en horas, all hours, every hour, after hours, work hours, por la manana, a esta hora, at this hour, in class, during class
TURNOFF: turn off, shut off, switch off, turned off, cut off, shut down
NOMORE: no more, no further, no additional, no mas, ya no mas, ni un, ni uno, cero
BOTHERING: blowing up, blowing me up, hitting me up, hitting up, blowing my
BOTHER: hit me up, hit up, blow up, blow me up, blow my phone up
CALL: reach out to, reach out, get in touch with, get a hold of, get hold of
UNSUB: la baja
LEGAL: legal action, cease and desist letter
OFF: get outta, get out of
REVOKE: take back, taking back
GOAWAY: screw off, go away, get lost, take a hike, buzz off, piss off, fuck off, back off, f off, screw you, fuck you, fuck u, go to hell, shut up, kick rocks, get a life, bug off, eff off, sod off, leave me be, vayanse al, vete al
BYMISTAKE: by mistake, by accident, on accident, sin querer, por error, por accidente, in error, por equivocacion
TOOMANY: too many, too much, so many, this many, way too many
WAITLIST: waiting list, wait list, waitlist, lista de espera, cancellation list, asap list, short notice list, standby list, lista de cancelacion, lista de cancelaciones
DNC: do not call list, do not contact list, do not text list, do not call registry, no call list, dnc, no contact list, do not disturb list, do not call or text list, no text list
ANYONE: a nadie
MSG: text messages, text message, mensajes de texto, mensaje de texto, text msgs, sms messages, phone calls, text alerts, text reminders, text notifications, text list
"""
_ONES: Final = """
STOP: stop quit cease halt desist discontinue ceased stops stopall parar paren pare detener detengo paro detenga detengan detente detenganse basta alto cesar cesen cese parenle parale frenen pararlos parenlos stopp
STOPPED: stopped stopping quitting parado
END: end ends terminate ended suspend disable deactivate kill mute silence finalizar termine terminen terminar finalice suspender suspendan suspenda desactiven desactivar desactive apaguen apagar anular anulen
CANCEL: cancel cancels cancelar cancele cancelen cancelo
NO: no nope nah
NOT: not never nunca jamas tampoco without sin
NOBODY: nobody none nadie noone
MSG: texts messages mensajes textos sms msgs msjs mensajitos testos mensajitos robotexts solicitations soliciting communications communication correspondence
SPAM: spam junk crap bullshit shit garbage nonsense bs stuff
ALERT: notifications notification reminders reminder alerts alert offers offer updates promotions promos notices announcements campaigns ads avisos aviso recordatorios alertas ofertas notificaciones notificacion publicidad promociones blasts
TEXT: text message mensaje texto texted messaged textee escriba escribas msg
TEXTING: texting messaging communicating
CALL: call contact phone reach communicate remind notify solicit contacted called notified reminded ping bill
CALLING: calling contacting emailing reaching notifying reminding soliciting phoning
BOTHER: bother bug harass annoy pester disturb bothered spammed disturbed harassed jodan
BOTHERING: bothering harassing bugging annoying spamming pestering disturbing blasting fregar joder chingar
SEND: send sending sent
ME: me us nos
MY: my our mi mis nuestro ours
NUMBER: number numbers numero num phone cell telephone telefono celular cel mobile line tablet movil numba digits phones linea
REMOVE: remove removed delete deleted erase erased scrub wipe wiped purge purged exclude excluded strike drop dropped removing suppress unlist unlink clear deleting rm saqueme saquenme excluyan excluyanme remuevan remueva unenroll unregister deregister disenroll
TAKE: take taken taking opt
GET: seguir get got getting receive receiving received recibir recibiendo
LIST: list lists database system records record file files contacts directory lista listas sistema base registro registros contactos rotation thread group computer chart expediente books
WRONG: wrong bad incorrect mistaken equivocado equivocada incorrecto incorrecta equivocaron equivoco equivocados confundieron confundio erroneo equivocaste
OWNER: owner dueno holder
PERSON: person guy gal lady man woman persona senor senora stranger caballero recipient people individual girl party household
PATIENT: patient patients paciente customer client cliente
WANT: needing want wants need needs wish like care desire quiero deseo quisiera necesito kiero quero gustaria wanted ocupo queremos deseamos appreciate require required needed requires interested interest interesado interesada interesa interesan accept acepto enjoy
KNOW: know conozco reconozco recognize conocemos knows
EMAIL: email mail correo emails voicemail
RATHER: rather prefer prefiero preferiria
CONSENT: consent permission authorize authorization agree agreed authorized consented permiso autorizo autorice autorizacion consentimiento permit subscribed subscribe acepte approve pedi solicite inscribi suscribi consiento
REVOKE: revoke revoking withdraw rescind withdrawn revoked revoco retiro withdrawing
UNSUBBED: unsubscribed
UNSUB: unsubscribe unsubscribing optout unsub desuscribir desuscribirme desuscribanme desuscribirse unfollow
LEGAL: tcpa fcc ftc harassment lawsuit acoso illegal stfu
SUE: sue suing report reporting reported denunciar demandar reportar reportarlos denuncio
BLOCK: block blocking blocked bloquear bloqueo bloquearlos bloqueando
LOSE: lose forget burn trash shred toss ditch discard olviden olvide pierdan
LEAVE: leave dejen deje deja
ALONE: alone paz tranquilo tranquila tranquilos
DEAD: dead deceased died murio fallecio fallecido muerto muerta
OFF: off
OTHER: another new different other nuevo nueva otro otra
DENTIST: dentist dentista dentists
APPT: appointment appointments appt appts cita citas slot spot opening turno horario schedule calendar cleaning visit visits procedure
BODY: pain bleeding tooth teeth gum gums swelling numbness dolor sangre sangrado muela muelas diente dientes hurting throbbing ache jaw fiebre blood crown retainer braces stitches sutura puntos headaches fever swelling presion nausea
DOING: taking eating drinking smoking worrying laughing crying chewing breathing grinding working thinking being coughing vomiting wearing brushing flossing snoring biting tomar fumar comer beber clenching playing charging billing sangrar doler hurting vaping
YES: yes yeah yep sure okay ok si yea claro
PLEASE: please porfa kindly favor pls
FAMILY: son daughter mom husband kid wife dad mother father sister brother hijo hija esposo esposa mama papa ex grandma child baby boyfriend girlfriend family toddler grandson kids cat roommate
NOTHING: nothing nothin nada
MORE: further future additional ever mas more all any todos todas todo every ningun ninguna such other otro otros anything
THOSE: these those estos esos estas them
THESE: this that it esa esto este ese esta eso everything
YOU: you ustedes yall
YOUR: your ur su sus tu
I: i we yo
THEY: hes shes he she they his her him their hers theirs ella
BE: am is are be was were been soy es being
DO: do does did
WILL: can could will would puedo puede pueden should may might
HAVE: have has had tiene tienen gets
TELL: request requested requesting told tell tells telling said say saying reply replied replying typed type wrote write puse dije dicho digo asked ask asking
SERVICE: service subscription suscripcion servicio account program
THE: the an a da el la los las un una al
GUYS: guys
MISS: miss missed missing
BUT: but pero sino
NOMORE: nomore zero cero
AND: and y
OR: or ni nor o plus
FROM: from of de del
TO: to
ON: on in at en
AGAIN: anymore again ever already
NOW: now immediately ya ahora today rn asap
HERE: here there aqui ahi there alli
NAME: name named nombre llamado info information details datos data
USE: use uses using usa uso used usen usar usarlo usaran usando own owns
TOOMANY: tantos demasiados muchos tantisimos
KEEP: keep keeps continue sigan siga sigue
DOCTOR: doctor dr surgeon physician pharmacist cardiologist doctora
FIRST: first
WHEN: monday tuesday wednesday thursday friday saturday sunday mondays sundays saturdays weekends mornings nights tomorrow tonight lunes martes miercoles jueves viernes sabado domingo domingos noon morning afternoon evening pm january february march april june july august september october november december weekend manana tarde noche week dinner lunch
"""
_VERBS: Final = (
    ("TEXT", "TEXTING", "texte escrib"),
    ("SEND", "TEXTING", "mand envi"),
    (
        "CALL",
        "CALLING",
        "contact llam avis busqu busc comuniqu notifiqu notific record recuerd hostig",
    ),
    ("BOTHER", "BOTHERING", "molest fastidi acos chingu ching insist"),
    ("REMOVE", "REMOVE", "borr elimin quit saqu sac retir suprim excluy remuev"),
)
_COMMANDS: Final = "e en es eme enme enos ennos an as ame anme anos annos elo enlo elos enlos ara aran aras ieran iera"
_INFINITIVES: Final = (
    "ar arme arnos ando andome ir irme irnos iendo iendome arlo arle arles irle irles irlo"
)
_TAKEN: Final = listed("llaman mandan quitan sacan envian")

NAMES: Final = listed(
    """james john robert michael william david richard joseph thomas charles christopher daniel
    matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald
    timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra
    margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca
    laura sharon cynthia kathleen amy angela shirley anna brenda pamela nicole emma samantha
    katherine christine helen debra rachel carolyn janet maria catherine heather diane olivia julie
    joyce victoria kelly christina joan evelyn lauren judith megan andrea cheryl hannah jacqueline
    martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy
    sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany
    charlotte marie kayla alexis lori mike dave bob bill joe tom jim steve chris dan matt tony rick
    jose juan carlos luis jorge pedro miguel antonio francisco manuel roberto fernando ricardo
    guadalupe lupe lupita rosa carmen ana sofia elena isabel juana veronica alejandro javier raul
    ramon enrique oscar sergio mario tyler kyle austin aaron adam henry tiffany crystal marcus
    darnell jamal tyrone keisha latoya debbie sue peggy phil frank ray jerry dennis walter peter
    harold douglas carl arthur roger albert willie jesse bruce ralph roy eugene wayne russell"""
)
"""Commonest first names: who says "no lisa here" or "I'm not kevin" is somebody else."""


def _table(lines: str, between: str) -> Iterator[tuple[str, str]]:
    for line in lines.strip().splitlines():
        concept, words = line.split(": ")
        for word in words.split(between):
            yield word, concept


def _conjugated() -> Iterator[tuple[str, str]]:
    for command, infinitive, stems in _VERBS:
        for stem in stems.split():
            for ending in _COMMANDS.split():
                yield stem + ending, command
            for ending in _INFINITIVES.split():
                yield stem + ending, infinitive


WORDS: Final = {
    **{word: concept for word, concept in _conjugated() if word not in _TAKEN},
    **dict(_table(_ONES, " ")),
}
PHRASES: Final = {tuple(phrase.split()): concept for phrase, concept in _table(_PHRASES, ", ")}
LONGEST: Final = max(map(len, PHRASES))
