"""How people refuse texts in Spanish, and how they say something else with the same words.

All patterns are of plain text (``speech.plain``): without accents, and signs are words.
"""

from typing import Final

from worker.rules.english import END, START

_NOUN: Final = (
    r"(?:mensajes?(?: de texto)?|mensajitos|textos?|sms|notificacion(?:es)?|avisos?|recordatorios?|"
    r"alertas?|ofertas?|llamadas?|spam|promociones|publicidad|anuncios|suscripcion|texteos|mails)"
)
_WHICH: Final = (
    r"(?:(?:de|los|las|el|la|sus|tus|su|tu|estos|estas|esos|esas|este|mas|otros|otro|ningun|ninguna|"
    r"tantos|todos|todas|mis|con|mi|a|un|sobre|futuros|enviar|mandar|recibir|estar recibiendo|recibiendo|ya) ){0,5}?"
)
_COURTEOUS: Final = r"(?:(?:por favor|favor|gracias|ya|mas|nunca|nunca mas|nuevo|de|otra vez|ahora|jamas|aqui|inmediatamente|a este numero|a este telefono|a mi numero|a mi celular) ?)*"
_SEND: Final = (
    r"(?:envi(?:e|en|es|ar|arme|arnos|a|enme|eme|ame|ando|andome)|mand(?:e|en|es|ar|arme|arnos|a|enme|eme|ame|ando|andome)|"
    r"escrib(?:a|an|as|ir|irme|irnos|e|anme|ame|iendo|iendome)|text(?:ee|een|ees|ear|earme|ea|e|en|eando|eandome)|"
    r"contact(?:e|en|es|ar|arme|arnos|a|ando|andome)|llam(?:e|en|es|ar|arme|arnos|a|ando|andome)|"
    r"molest(?:e|en|es|ar|arme|arnos|a|ando|andome)|fastidi(?:e|en|es|ar|arme|ando)|notifi(?:que|quen|ques|car|carme)|"
    r"jod(?:a|an|as|er|iendo)|chingu(?:e|en|es)|ching(?:ar|ando)|acos(?:e|en|ar|arme|ando|andome)|"
    r"mensaje(?:e|en|ar|arme)|record(?:ar|arme|andome)|hosti(?:gar|guen)|busqu(?:e|en)|hable(?:n)?|insist(?:a|an|ir|iendo))"
)
_SEND_ME: Final = (
    r"(?:envi(?:e|en|es)|mand(?:e|en|es)|escriban?|escribas|texteen?|textees|contacte[ns]?|llame[ns]?|"
    r"moleste[ns]?|(?:escribi|envia|manda|llama|molesta|textea|contacta)(?:e?ran|era)|fastidien?|notifiquen?|busquen?|jodan?|chinguen?|recuerden?|avisen?|pongan en contacto|cont[ae]cten?)"
)
_LOOSE: Final = r"(?:mensajes|textos|sms|notificaciones|avisos|recordatorios|alertas|llamadas)"
_MINE: Final = r"(?:(?:a )?(?:mi|este|ese|el|nuestro|mis) (?:numero|telefono|celular|cel|nombre|contacto|informacion|datos|movil)(?: de (?:telefono|celular))?)"
_OFF: Final = r"(?:quit|borr|elimin|sac(?!aron)|sak|saqu|remuev|remov|retir|boot|tach|excluy|exclu|desuscrib|suprim|quitt|quite|quiten)"
_LIST: Final = r"(?:\w+ ){0,3}?(?:listas?|base|sistema|registros?|contactos|grupo|directorio|archivos?|mensajes|textos|aqui)\b"
_DROP: Final = r"(?:dar(?:me|nos)?|deme|denme|dame|den|doy|dan|dese|dense|demen)"
_STOP: Final = (
    r"(?:stop|alto|parar|pare|paren|baja|detener|detengan|detenga|detente|basta|cancelar)"
)

BARE: Final = frozenset(
    {
        *(
            "alto",
            "baja",
            "parar",
            "pare",
            "paren",
            "para",
            "para ya",
            "basta",
            "ya basta",
            "detener",
        ),
        *("detente", "detengan", "detenga", "detenganse", "cancelar", "cancelar todo", "no mas"),
        *("ya no mas", "de baja", "dar de baja", "desuscribir", "desuscribirme", "desuscribirse"),
        *("desuscribanme", "anular suscripcion", "eliminar", "quitar", "quitarme", "salir", "fin"),
        *(
            "borrar",
            "alto ya",
            "basta ya",
            "suficiente",
            "ya estuvo",
            "ya parenle",
            "parenle",
            "ya parale",
            "parale",
            "ya paren",
            "ya pare",
        ),
        *(
            "ya dejen",
            "equivocado",
            "equivocada",
            "dejenme",
            "paren ya",
            "alto alto",
            "cesar",
            "terminar",
            "no molestar",
        ),
    }
)
"""Words that refuse when they are a clause of their own."""

COURTESIES: Final = frozenset({"por", "favor", "gracias", "hola", "senores", "disculpe", "perdon"})

KEEPS: Final = (
    # please go on
    r"\bno (?:me |nos )?(?:dej(?:e|en|es)|par(?:e|en|es)|ces(?:e|en)) de \w+(?: \w+){0,3}",
    r"\bno (?:se )?(?:olvid\w+|dud\w+) (?:de |en )?\w+(?: \w+){0,2}",
    r"\bno (?:quiero|deseo|quisiera|queria|me gustaria|quise) (?:perder\w*|dejar de|darme de baja|dar de baja|cancelar|salir|que (?:me )?(?:quiten|borren|saquen|dejen|paren)|molestar)\b(?: \w+){0,4}",
    r"\bno (?:me |nos )(?:quit|borr|elimin|saqu|sac)\w+(?: \w+){0,4}",
    r"\bno (?:quit|borr|elimin|saqu)\w+(?: \w+){0,4}",
    r"(?<!me )(?<!no )\b(?:siga|sigan|sigue|sigo) (?:mand|envi|avis|escrib|texte)\w+",
    r"\b(?:me|nos) (?:quitaron|borraron|sacaron|eliminaron|dieron de baja|sacan)\b(?: \w+){0,3}",
    r"\bbasta un[ao]?\b",
    r"\bde baja (?:mi|el|al|la|a mi) (?!numero|telefono|celular|lista|suscripcion)\w+",
    r"\bno (?:me |nos )?(?:mand|envi)\w+ (?:la|el|los|las|mi|una|un|tod\w+) (?!mensajes?|textos?|sms|notific|avisos?|recordator|mas)\w+(?: \w+){0,3}",
    r"\b(?:mand|envi|llam)\w+ (?:a|con) (?:otr|un)\w*(?: \w+)?",
    # pain, blood, medicine, prices, the way
    r"\bno (?:para|deja|dejan|paran) de \w+",
    r"\b(?:dolor|sangre|sangrado|fiebre|hinchazon|muela|presion|tos|hemorragia)(?: ya)? no (?:me )?(?:para|baja|deja|cesa|se detiene)\b",
    r"\b(?:deje|dejo|dejar|dejaron|debo|tengo que|hay que|puedo) (?:de |parar |dejar (?:de )?)(?:tomar|fumar|comer|beber|usar|doler\w*|sangrar|la aspirina|el \w+|la \w+)\b",
    r"\b(?:planta|temporada|parte|clase|estoy|esta|mas|muy|la fiebre ya|fiebre|presion|precio) baja\b",
    r"\bbaja (?:por|medica|laboral|maternal|de peso)(?! favor)\b",
    r"\b(?:presion|piso|precio|costo|dolor|muy|tan|mas|nivel|riesgo) (?:esta |es |muy |mas |tan )*alt[oa]s?\b",
    r"\ba parar\b",
    r"\bpara (?!de (?:mand|envi|escrib|texte|llam|molest)|ya\b|por favor|con\b|los mensajes|esto\b)(?=\w)",
    r"\bbasta (?:con|para)\b",
    r"\b(?:con eso|me|nos) basta\b",
    # an appointment
    r"\b(?:cancel|quit|borr|elimin|sac|saqu)\w* (?:a )?(?:mi|la|una|el|las|mis|su) (?:hij[oa] (?:de|del) )?(?:citas?|hora|horario|turno|muelas?|dientes?|sutura|puntos|corona|brackets|limpieza)\b(?: \w+){0,3}",
    r"\bsaqu\w+ una\b",
    # why do they not come
    r"\b(?:por que|porque|si|cuando|desde que|y) (?:ya )?no (?:me |nos )?\w+(?: \w+){0,3}",
    r"\bpor que (?:ya )?(?:no|dejaron|dejo|pararon|paro)\b(?: \w+){0,4}",
    r"\bno (?:me |nos )?(?:han?|he|hemos|habia|llega\w*|llego|recibi|recibo|recibimos|mandaron|mando|enviaron|envio|llamaron|llamo|escribieron|avisaron|aviso|aparece\w*|salio|entiendo|veo|vi|encuentro|puedo|podemos|pude|abre|sirve|contest\w+|respond\w+|alcance)\b(?: (?!stop|alto|baja)\w+){0,3}",
    r"\bya no (?:me )?(?:llega\w*|recibo|entra\w*)\b(?: \w+){0,3}",
    r"\bno (?:me )?(?:llam\w+)\b(?:(?!\bni\b)[^?])*?\b(?:(?:mand|envi)\w+ (?:un )?(?:texto|mensaje)\w*|escrib(?:ame|anme|eme|an|a)|textee\w*|mejor (?:por )?(?:mensaje|texto|texteen)\w*|(?:por|prefiero)(?: el| los| un)? (?:mensajes?|textos?))\b",
    r"\b(?:dej\w+ de|paren de) llamar\w*[^?]*?\b(?:(?:mand|envi)\w+ (?:un )?(?:texto|mensaje)\w*|escribanme|escribame|mejor por (?:mensaje|texto))\b",
    # by mistake
    r"\b(?:por (?:error|equivocacion|accidente)|sin querer)\b[^.?]*\b(?:stop|alto|baja|parar)\b",
    r"\b(?:stop|alto|baja|parar|cancelar)(?: \w+){0,3}? (?:por (?:error|equivocacion|accidente)|sin querer)\b",
    # a wrong number of their own
    r"\b(?:me equivoque|marque|llame|tengo|di|dimos|les di|le di|es este|este es|puse|sera)(?: \w+){0,3}? (?:numero|telefono|fecha|persona|hora|direccion) (?:equivocad[oa]|incorrect[oa]|erroneo)",
    r"\bnumero equivocado\b[^?]*\b(?:queria|quise|pense|buscaba|intentaba)\b",
    r"\bes (?:el |un |este )?(?:numero|telefono) equivocado(?= [?])",
    r"\bme equivoque\b(?: \w+){0,2}",
    r"\b(?:numero|telefono) (?:equivocado|incorrecto) en (?:mi|el|su)\b(?: \w+)?",
    r"\bno soy (?:el|la) paciente , soy su \w+",
    r"\bno soy (?:nuev[oa]|alergic[oa]|paciente nuev[oa]|paciente todavia|paciente aun)\b",
    r"\bno (?:mas|hay mas) (?:temprano|tarde|dolor|citas|preguntas|dudas)\b",
)
"""Words of refusal that refuse nothing; they are struck out before anything is judged."""

QUALIFIED: Final = (
    rf"\bno (?:me |nos )?{_SEND}(?: {_WHICH}{_NOUN})? (?:tan|antes|despues|en (?:la|las|domingo|horas)|los|a las|cuando|mientras|durante|de noche|por la (?:noche|manana)|al (?:trabajo|telefono de))\b(?: \w+){{0,3}}",
    rf"\b(?:dej\w+|par\w+) de {_SEND}(?: {_WHICH}{_NOUN})? (?:tan|antes|despues|los domingos|de noche|por la noche|en la noche)\b(?: \w+){{0,3}}",
    r"\b(?:quit|borr|elimin|saqu|sac)\w+ (?:\w+ ){0,2}?(?:la )?lista de (?:espera|cancelacion\w*)\b",
    r"\b(?:si|que pasa si|cuando) (?:mando|pongo|contesto|respondo|escribo|envio|digo)(?: con)? (?:stop|alto|baja|parar)\b",
)
"""Refusals of a part, or questions about stopping: struck out, and a doubt."""

REFUSALS: Final = (
    # no more
    rf"\b(?:no|ya no|nunca|jamas|sin|dej\w+ de|favor de no) (?:mas )?{_WHICH}{_NOUN} ?{_COURTEOUS}{END}",
    rf"\b(?:no mas|basta de|nada de|ya no mas|ni un|no mas de|sin mas) {_WHICH}{_NOUN}\b",
    rf"\b(?:no|nunca|jamas|ni|tampoco) (?:me |nos |le |les |lo |la )?(?:vuelv\w+ a |sig\w+ |siga\w* |quiero que me |esten |anden )?{_SEND}(?: (?:mas|nada|esto|nunca|{_WHICH}{_NOUN}|a (?:este|mi)|por favor|ni|de nuevo|otra|de|ya|jamas|me|por)\b|{END})",
    r"\bno vuelv\w+ a \w+(?:me|nos)\b",
    rf"\b(?:no|ya no|tampoco) (?:quiero|deseo|quisiera|necesito|queremos|deseamos|me interesan?|me gusta|me gustan|me gustaria|acepto|solicite|pedi|ocupo|autorizo|autorice|quero|kiero|kero) (?:mas )?(?:(?:recibir|tener|seguir|recibiendo|que me|que nos|que|me|sigan|mas|volver|saber|estar|mande\w*|envie\w*|a|ver) ){{0,5}}?(?:{_WHICH}{_NOUN}|{_SEND_ME}|enviarme|nada(?: (?:de (?:ustedes|esto|mensajes)|con ustedes))?{END}|estar en (?:su|la|esta) lista|saber nada|esto{END})",
    rf"\bno (?:quiero|deseo|necesito) (?:recibir )?(?:nada|estos|estas|esto|esos|mas) ?{_COURTEOUS}{END}",
    rf"\b(?:dej|par|ces)(?:e|en|a|ar|as|es|aran|aras|ara|enme|eme) (?:ya )?de (?:estar )?{_SEND}\b",
    rf"\b(?:dejar|dejo|dejara|parar) de (?:recibir|tener)(?: {_WHICH}{_NOUN}| estos| esto| sus)?",
    rf"\b(?:para|parale|parenle|paren|pare|parar|paro|detengan|detenga|detener|detengo|cancel(?:e|en|ar|o|a|enme)|suspend(?:a|an|er|o)|desactiv(?:e|en|ar|o)|termin(?:e|en|ar)|quit(?:e|en|ar|o|enme)|apag(?:ar|uen)|evit(?:ar|en)|bloque(?:ar|o|en)|elimin(?:ar|en)|anul(?:ar|en)) (?:ya )?(?:con )?{_WHICH}(?:{_NOUN}|esto\b)",
    rf"\b(?:que|como hago para que|quiero que) (?:ya )?(?:no me|no nos) (?:llegu?en?|{_SEND})\b",
    r"\bcomo (?:hago|puedo|le hago)(?: \w+)? (?:para )?(?:ya )?(?:no recibir|parar|detener|quitar|dejar de|darme|salir|cancelar) ?(?:esto|estos|mensajes|los mensajes|de la lista|de baja|mas mensajes)?\b",
    rf"\bcomo (?:paro|detengo|quito|cancelo|bloqueo) (?:esto|{_WHICH}{_NOUN})\b",
    r"\bquiero (?:que )?(?:ya )?(?:paren|dejen|pare|deje|detengan)\b",
    rf"\b(?:nunca|jamas|yo no) (?:pedi|solicite|autorice|quise|acepte) {_WHICH}(?:{_NOUN}|esto)\b",
    # anything of the kind in one clause
    rf"\b(?:no|ya no|nunca|jamas|ni) (?:me |nos |le |les )?{_SEND_ME}\b",
    rf"\b(?:no|ya no|tampoco) (?:quiero|deseo|quisiera|necesito|pienso|quieren|me interesan?)\b[^.,?_]*\b(?:{_LOOSE}|(?:me|nos) {_SEND_ME}|(?:su|la|esta|una) lista)\b",
    rf"{START}(?:alto|basta|no mas|baja|fin|stop|cero|nada)(?: a| con| de)? {_WHICH}(?:{_NOUN}|listas?)\b",
    r"\bcomo (?:me )?(?:salgo|quito|borro|saco|elimino|doy|salir\w*|quitarme|borrarme|darme)\b",
    rf"\b(?:quiero|quisiera|pido|solicito|deseo|favor|agradeceria|ruego)(?: que)? (?:ya )?(?:no|dejen|deje|paren|pare) [^.,?_]*\b(?:{_LOOSE}|(?:me|nos) {_SEND_ME})\b",
    rf"\b(?:dej|par|ces)\w+ de [^.,?_]*\b(?:{_LOOSE})\b",
    # off the list
    rf"\b{_DROP} (?:ya )?(?:\w+ )?(?:de baja|la baja)\b",
    rf"\b(?:solicito|quiero|pido|deseo|tramitar|pedir) (?:mi |la |una )?baja\b{END}",
    rf"\b{_OFF}\w*(?:me|nos)\b(?: (?:ya|por favor))?(?:{END}| (?:de|por favor|del|ya|en|a) )(?!(?:la |el |mi |un )?(?:muela|diente|cita|dolor|sutura|puntos|lunes|martes|miercoles|jueves|viernes|sabado|horario|corona|duda|foto|radiografia)\b)",
    rf"\b(?:me|nos) {_OFF}\w*(?: \w+)? (?:de|del) (?:la|su|sus|esta|el|todas|este|esa) {_LIST}",
    rf"\b(?:me|nos|quiero|pueden|puede) (?:\w+ )?{_OFF}\w* (?:de|del) (?:la|su|sus|esta|el|este) {_LIST}",
    rf"\b{_OFF}\w* {_MINE}",
    rf"\b(?:salir|salirme|fuera|sacarme|quitarme|borrarme|eliminarme) (?:de|del) (?:la|su|esta|el|este|sus) {_LIST}",
    # somebody else
    r"\b(?:numero|telefono|persona|celular|contacto|paciente|num) (?:esta |es )?(?:equivocad[oa]|incorrect[oa]|errone[oa]|erronio|mal)\b",
    r"\b(?:se|te) (?:equivoc\w+|confund\w+)(?: \w+)? (?:de )?(?:numero|persona|telefono|paciente)\b",
    rf"{START}(?:no |creo que |perdon )?(?:se|te) equivoc(?:o|aron|aste|a){END}",
    rf"\b(?:esta|estan|estas) (?:\w+ )?equivocad[oa]s?(?: de \w+)?{END}",
    r"\b(?:este|ese|esto) (?:ya )?no es (?:el |mi |su )?(?:numero|telefono|celular)(?! (?:al que|para))\b",
    r"\b(?:ya )?no es (?:su|el|mi) (?:numero|telefono|celular)\b",
    r"\b(?:ya )?no (?:tiene|usa|es de) est[ea] (?:numero|telefono)\b",
    r"\b(?:yo )?no soy (?:esa|la|el|ese|dicha) (?:persona|paciente|que)\b",
    r"\b(?:aqui )?no (?:vive|hay|conozco|existe|conocemos|esta|se encuentra)(?: \w+)? (?:ningun|ninguna|nadie|a nadie|a esa|esa|a ningun|a ninguna)\b",
    r"\b(?:no|ya no) soy (?:su )?paciente\b(?! (?:nuev|todavia|aun))",
    r"\b(?:paciente|el|ella|senora?|persona) (?:ya )?(?:fallecio|murio|falleci\w+)\b",
    r"\b(?:no|nunca|jamas) (?:les |le |te )(?:di|he dado) (?:mi|este) (?:numero|telefono|celular)\b",
    r"\b(?:esta|tienen?) mal (?:el|mi) (?:numero|telefono)\b",
    r"\b(?:numero|telefono|celular)(?: ya)? no es (?:de|para) (?:el|ella|esa|ese|quien)\b",
    # anger
    r"\bdej(?:e|en|a)?(?:me|nos|nme|nnos|eme|enme|ame|enos|ennos) (?:en paz|tranquil\w+|quiet\w+|de molestar|de)\b",
    rf"\b(?:hart[oa]|cansad[oa]|asquead[oa]|molest[oa]) (?:de|con|por) (?:recibir )?(?:{_WHICH}{_NOUN}|que me)",
    r"\b(?:vay\w+|vete|larg\w+)(?: \w+){0,2}? (?:diablo|carajo|mierda|chingada|infierno|verga)\b",
    r"\b(?:voy a|vamos a|los|les|te|la) (?:bloque|report|denunci|demand)\w+",
    # consent
    r"\b(?:no|nunca|jamas) (?:les |le |he |te )?(?:autorizo|autorice|autorizado|di|doy|dado|consiento|consenti)(?: \w+){0,2}? (?:que|permiso|consentimiento|autorizacion|mensajes|recibir)\b",
    r"\bno tienen? (?:mi )?(?:permiso|autorizacion|consentimiento)\b",
    r"\b(?:revoco|retiro|cancelo|anulo|quito)(?: \w+){0,2} (?:consentimiento|permiso|autorizacion)\b",
    r"\bno (?:me )?(?:suscribi|inscribi|registre|apunte)\b",
    r"\b(?:puse|dije|mande|escribi|respondi|conteste|digo|pongo|mando|enviado|dicho|puesto|poner|decir|mandar)(?: \w+){0,2}? (?:stop|alto|baja|parar|que no|que pare\w*)\b",
)

DOUBTS: Final = (
    rf"\b(?:demasiados|muchos|tantos|tantisimos) {_WHICH}{_NOUN}",
    rf"\b(?:siguen|sigues|sigue) {_SEND}",
    rf"\b{_STOP}{END}",
)
"""What mentions stopping and is not clearly a refusal."""

_NEXT: Final = r"(?= (?:y|ni|pero|o|no|este|por)\b| [.,?]|$)"

NAMED: Final = (
    r"\b(?:yo )?no (?:soy|es)(?: de| el de)? (?P<who>\w+)" + _NEXT,
    r"\b(?:numero|telefono|celular) de (?P<who>\w+)" + END,
    r"\bno (?:conozco|vive|hay) (?:a |ningun |ninguna |aqui )*(?P<who>\w+)",
)
"""Who says that the person whom the office means is somebody else, if ``who`` is written as a name."""

MACHINES: Final = (
    r"\bestoy (?:manejando|conduciendo)\b",
    r"\brespuesta automatica\b",
    r"\bmensaje automatico\b",
    r"\bfuera de la oficina\b",
    r"\b(?:numero|linea|buzon)(?: \w+)? no (?:recibe|acepta|admite|esta)\b",
    r"\bgracias por (?:comunicarse|contactar\w*|escribir\w*|su mensaje)\b",
)
