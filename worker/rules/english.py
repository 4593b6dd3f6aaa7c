"""How people refuse texts in English, and how they say something else with the same words.

All patterns are of plain text (``speech.plain``), in which "don't" is "do not" and signs are words.
"""

from typing import Final

END: Final = r"(?= [.,?]|$)"
START: Final = r"(?:^|(?<=[.,?] ))"

_COURTEOUS: Final = r"(?:(?:please|thanks|thank you|now|immediately|anymore|again|ever|at once|asap|at all|for good|right now|today|already) ?)*"
_NOUN: Final = (
    r"(?:text messages?|texts?|messages?|sms|notifications?|reminders?|alerts?|offers?|spam|ads|"
    r"promotions?|promos|solicitations?|announcements?|communications?|updates|phone calls|calls|"
    r"stuff|crap|shit|bullshit|garbage|junk|nonsense|subscription)"
)
_GERUND: Final = (
    r"(?:texting|messaging|contacting|calling|phoning|emailing|spamming|bothering|harassing|bugging|"
    r"annoying|pestering|disturbing|sending|writing|notifying|reminding|blasting|blowing up|"
    r"hitting up|reaching out|soliciting|messing with|trying to (?:contact|reach|text))"
)
_VERB: Final = (
    r"(?:text|message|contact|call|sms|bother|spam|disturb|harass|email|write|bug|notify|remind|"
    r"phone|pester|annoy|ping|solicit|reach out to|reach out|communicate with)"
)
_PASSIVE: Final = (
    r"(?:texted|messaged|contacted|called|bothered|spammed|reminded|notified|disturbed|solicited)"
)
_WHICH: Final = (
    r"(?:(?:all|of|the|these|those|this|that|your|any|more|further|future|other|such|damn|stupid|"
    r"fucking|freaking|annoying|constant|constantly|automated|automatic|random|unwanted|unsolicited|"
    r"so|many|with|please|already|from|getting|receiving|my|every|text|sms|asap|opening|"
    r"appointment reminder|marketing|sending|out|to|just|now|and|daily|phone) ){0,6}?"
)
_WHOM: Final = r"(?:(?:me|us|people|all|please|the|fucking|freaking|damn|with|it|now|always|constantly|keep) ){0,4}?"
_NOT: Final = r"(?:not|never|no longer)"
_STOP: Final = r"(?:stop|quit|cease|halt|discontinue)"
_END_IT: Final = (
    rf"(?:{_STOP}|cancel|terminate|suspend|disable|block|deactivate|turn off|shut off|cut out|"
    r"cut off|get rid of|enough|enough of|enough with|sick of|sick and tired of|tired of|"
    r"fed up with|done with|no more|refrain from|end)"
)
_SEND: Final = (
    r"(?:said|say|saying|told|tell|replied|reply|replying|text|texted|texting|sent|send|sending|typed|type|"
    r"typing|wrote|write|writing|answered|answer|responded|respond|responding|put|hit|press|entered)"
)
_MINE: Final = (
    r"(?:me|us|\d[\d ]{6,}|(?:my|this|our|the|that)(?: (?:daughters|sons|wifes|husbands|moms|dads|mothers|fathers|cell|phone|mobile|contact|telephone|whole|personal))*"
    r" (?:numbers?|phone|cell|name|contact|info|information|details|data|mobile|telephone)|this)"
)
_LIST: Final = (
    rf"(?:(?:\w+ ){{0,3}}?(?:lists?|database|system|records?|files?|contacts|group|thread|chat|"
    rf"service|directory|program|rotation|queue)|{_WHICH}{_NOUN}|here|it|this)\b"
)
_LOOSE: Final = (
    r"(?:texts|text messages?|messages|sms|notifications|reminders|alerts|communications?|spam)"
)
_TAKE: Final = r"(?:remove|delete|erase|unlist|unsubscribe|drop|purge|scratch|strike|exclude|wipe|clear|block|take|get|opt)"
_TAKEN: Final = r"(?:removed|deleted|erased|taken off|unsubscribed|dropped|opted out|left alone)"
_WISH: Final = (
    r"(?:want|need|wish|care|like|desire|appreciate|consent|agree|authorize|interested|willing|"
    r"looking|enjoy|in need)"
)
_TO_HAVE: Final = (
    r"(?:(?:to|get|be|receive|have|see|keep|on|getting|receiving|being|for|in|any|more|these|those|"
    r"this|the|your|of|further|all|anymore|you|guys|them|from|such|sent|sending|send|future|other|"
    r"kind|type|sort|unsolicited|automated|random|me|us|text|constant|so|many|using|by|getting) ){0,9}?"
)
_WRONG: Final = r"wrong (?:number|person|phone|patient|guy|girl|lady|man|woman|recipient|cell|contact|individual|num)\b"
_RELATIVE: Final = (
    r"(?:kid|kids|son|daughter|toddler|child|baby|husband|wife|mom|dad|phone|pocket|cat)"
)
_OOPS: Final = r"(?:accident|accidentally|mistake|mistakenly|error|unintentionally)"
_HOUR: Final = (
    r"(?:before|after|during|while|between|past|when|unless|if|until (?!further)|at (?:\d+|work|"
    r"night|lunch|school|this hour|midnight|dinner|all hours)|on (?:\w+days?|weekends?|my (?:work|home|old))|"
    r"so (?:early|late|often|much)|this (?:early|late)|too|that (?:early|late|often)|"
    r"in the (?:morning|middle|evening|night|early)|early|late|every hour)"
)

BARE: Final = frozenset(
    {
        *("remove", "remove me", "delete me", "cease", "unlist", "enough", "enough already"),
        *("that is enough", "blocked", "go away", "get lost", "shut up"),
        *("leave me alone", "discontinue", "desist", "take me off", "quit it", "stop it"),
    }
)
"""Words that refuse when they are a clause of their own, besides the keywords."""

KEEPS: Final = (
    # an errand: to stop somewhere
    r"\bstop(?:s|ping)? (?:by|in|over|at|for|off|there|here|on my way|on the way|home|and (?:get|pick|see|buy|call|text|grab|eat)|to (?:get|pick|see|buy|grab))\b",
    r"\b(?:bus|train|full|pit|two|next|first|last|one|non|quick|metro|shuttle) stops?\b",
    # what will not stop, or is to be stopped, and is no text
    (
        r"\b(?:stop|stops|quit|stopping|quitting) (?:the )?(?:bleeding|hurting|aching|throbbing|taking|eating|drinking|smoking|"
        r"working|laughing|crying|grinding|worrying|clock|swelling|pain|chewing|vaping|breathing|my|being|"
        r"thinking|using(?! my| this)|brushing|flossing|wearing|snoring|moving|growing|coming)\b(?! (?:phone|cell|number|texts?|messages?))"
    ),
    r"\b(?:pain|bleeding|it|tooth|gums?|throbbing|swelling|ache|hurting|train|bus|blood|numbness|dentist) (?:just )?(?:will|does|did|do|would|can) not (?:ever )?stop\b",
    # please go on
    r"(?<!you )(?<!why )\b(?:do|please|did|can|could|but|and|lol|yes) not (?:please |ever |you )*(?:stop|quit|cease)\b(?: \w+){0,3}",
    r"(?<!you )\bnever (?:ever )?(?:stop|quit)\b(?: \w+){0,3}",
    r"\b(?:do|please|did|never) not (?:ever |you |please )?(?:remove|delete|erase|drop|take|unsubscribe|opt|cancel|lose|end|block|disable|turn off|forget) (?:me|us|my|this|these|the|your|those)\b(?: \w+){0,4}",
    r"\b(?:did|have|has) (?:you|they|someone|somebody|it)(?: \w+)? (?:remove|delete|take|taken|unsubscribe|drop|opt)\w*(?: \w+){0,4}",
    r"\b(?:i|we|number) (?:got|was|were|am) (?:\w+ )?(?:unsubscribed|opted out|removed|taken off|deleted)\b(?: \w+){0,3}",
    r"\b(?:was|were|am|why did|did) i (?:get )?(?:\w+ )?(?:unsubscribed?|opted out|removed|taken off|deleted)\b(?: \w+){0,3}",
    r"\b(?:not|never) want (?:my|the|these|your) \w+ (?:cancell?ed|stopped|to (?:stop|end|get lost)|off)\b",
    r"\b(?:was|were|been|got) told (?:\w+ )?to stop\b(?: \w+){0,2}",
    r"\b(?:doctor|dr|dr \w+|surgeon|pharmacist|dentist|physician|cardiologist)(?: \w+){0,2} (?:said|told|says|tells|wants|had)(?: me| us)?(?: to)? stop\b(?: \w+){0,2}",
    r"\bnot (?:bother|disturb)\b(?! me| us| my| this)(?: \w+){0,3}",
    r"\bnot need to (?:call|text|contact|message|remind) (?:me|us)\b(?! (?:any|again))",
    r"\b(?:am i|i am) off the list\b",
    r"\b(?:i|we)(?: am| are| do| did| have| would)?(?: really)? (?:not|never)(?: \w+){0,4}? (?:to )?(?:stop|unsubscribed?|opt(?:ed)? out|opting out|(?:be|get) (?:removed|taken off))\b(?: \w+){0,3}",
    r"\b(?:not|never) (?:know (?:you|if you|that you) (?:could|can)|forget|hesitate|worry|mind|wait|give (?:up|my|away|it)|use latex)\b(?: \w+){0,4}",
    r"\bunsubscribe (?:from )?(?:my |your |the )?(?:e ?mails?|newsletter)\b",
    r"\b(?:pain|bleeding|ache|aching|hurting|throbbing|swelling|tooth|numbness|headaches?|itching)(?: \w+)? (?:to |just )?stop\b",
    rf"\b{_WRONG}[^?]*\b(?:i (?:was |am |have )?(?:meant|mean|trying to|wanted|thought i|looking)|(?:that|this|it) was (?:for|meant))\b",
    r"\b(?:prefer|rather|only|just|better|like|ok with)(?: have| get)?(?: a| the| your)? (?:text|message)\w*\b[^?]*?\bnot (?:call|phone|email|leave)\b(?: \w+){0,2}",
    r"\bno need to stop\b(?: \w+){0,3}",
    r"\b(?:not|never) (?:want|like|wish|mean|need|afford) to (?:miss|lose|skip|ignore|lose out on|unsubscribe|cancel)\b(?: (?!please|stop|no)\w+){0,4}",
    # by mistake
    rf"\b{_OOPS}(?: \w+){{0,4}}? (?:stop|unsubscribed?|opt(?:ed)? out)\b",
    rf"\b(?:stop|unsubscribed?|opt(?:ed)? out|removed)(?: \w+){{0,3}}? (?:by|on|in|was an?|an) {_OOPS}\b",
    rf"\b(?:stop|unsubscribed?|opt(?:ed)? out) {_OOPS}\b",
    rf"\b{_RELATIVE}(?: \w+){{0,2}} {_SEND}(?: \w+)? stop\b",
    r"\bnot mean(?: to)?(?: \w+){0,3} (?:stop|unsubscribe|opt out)\b",
    # why do they not come
    rf"\b(?:did|have|has|why did|if|once|when|since|before) (?:you|they|it|the office|you guys|\w+ texts|\w+ messages|{_NOUN}) (?:all )?(?:stop|quit|ever stop)\b(?: \w+){{0,3}}",
    rf"\b(?:why|how come|if|when|because|but|since|that) (?:do |did |does |are |have )?(?:you|they|you guys|nobody|no one)?(?: guys| all)? ?(?:do|did|have|are|will|never|can|has)? ?not (?:{_VERB}|{_GERUND}|send|sending)\b(?: \w+){{0,3}}",
    rf"(?<!rather )(?<!prefer )(?<!like )\b(?:you|they|you guys|nobody|no one|she|he|insurance|office)(?: guys)? (?:(?:do|did|have|are|will|has|does|would|could) (?:not|never)|never)(?: even| ever)? (?:{_VERB}|{_GERUND}|{_PASSIVE}|send|sent|sending|got|get)\b(?: \w+){{0,3}}",
    rf"(?<!sure )(?<!that )\b(?:i|we|my \w+|she|he|it|phone|husband|wife)(?: (?:do|did|can|could|will|have|am|is|does|would|has|are))?(?: just| really| still| usually)? (?:not|never)(?: really| ever| even| usually)? (?:{_VERB}|{_GERUND}|get|got|getting|received?|receiving|see|seen|saw|have|read|open|find|hear|heard|understand|check|mind)\b(?: (?!permission|consent|authorization)\w+){{0,3}}",
    r"\b(?:not|stop|quit) (?:call|calling|phone|phoning|email|emailing|leave|leaving)\b[^.?]*?(?:(?:\bbut|\bjust|,)(?: please| just)? (?:text|message)\b|\btext(?:ing)?(?: me)? (?:instead|is)|\brather text|\bprefer (?:a )?texts?|\btexts? (?:only|instead|is|are))",
    r"\b(?:not|stop|quit) (?:call|calling|phone|phoning)\b[^?]*?\btext(?:ing|s)?(?: me)? (?:instead|is|are|please|only|works)\b",
    r"\bno more (?:questions|pain|cavities|appointments?|openings|times|slots)(?! (?:texts?|messages?|alerts?|notifications?))\b",
    r"\bnot text (?:and|well|much|while|often)\b",
    r"\bopt(?:ing)? out of (?:the |any |my |getting |having |doing )*(?!the |any |my |getting |having |doing |text|these|this|your|all|it|message|list|notification|reminder|alert|offer|sms|receiving|future|everything|marketing|automated|being)\w+",
    rf"\b(?:is|was) (?:this|it|that|he|she) (?:not )?(?:the |a |your )?{_WRONG}",
    rf"\b(?:i|we) (?:(?!you\b)\w+ ){{0,4}}?{_WRONG}",
    rf"\b(?:gave|give|given|put|wrote|entered|left) (?:\w+ ){{0,3}}?{_WRONG}",
    rf"\b(?:my {_WRONG}|{_WRONG} (?:on|in) (?:my |your |the )?(?:file|records?|system|chart|form))",
    rf"{START}(?:is|was) (?:\w+ ){{0,5}}?(?:the |a )?{_WRONG}",
    r"\bnot the (?:patient|person)(?: but)? , (?:but )?i am (?:his|her|their)\b",
    r"\bnot a (?:patient yet|new patient|current patient)\b",
    r"\b(?:is|was|are) (?:this|it|that|these) (?:a |just )?(?:spam|scam)\b",
)
"""Words of refusal that refuse nothing; they are struck out before anything is judged."""

QUALIFIED: Final = (
    rf"{START}{_WRONG} [?]",
    rf"\b(?:{_STOP}|not|never) (?:{_WHOM}{_GERUND}|{_VERB}|send|sending)(?: (?:me|us|texts?|messages?|this|number|here|phone|my|to|reminders?|please|these)){{0,4}} {_HOUR}\b",
    rf"\b(?:{_STOP}|not) (?:{_GERUND}|{_VERB}) (?:to )?my (?:old|other|work|office|home|husband s?|husbands|wifes|wife|sons?|daughters?|moms?|dads?|ex)(?: (?:phone|cell|number|line))?{END}",
    r"\b(?:remove|take|drop|delete) (?:me|us|my name|my number|this number) (?:from|off)(?: of)? (?:the |your |this )?(?:wait|waiting|waitlist|asap|cancellation|short notice|earlier|standby)\b(?: list)?",
    r"\b(?:remove|delete) my (?:old|other|work|office|home|husbands|wifes|landline) (?:\w+ )?(?:number|phone|cell)\b",
    r"\b(?:if|what happens (?:if|when)|when) i (?:\w+ )?(?:text|reply|say|send|type|answer|respond|put|write|unsubscribe|opt out|stop)(?: with)?(?: stop)?\b",
    r"\bdoes (?:replying |texting |saying )?stop (?:\w+ ){0,3}(?:cancel|mean|remove|affect|end)\b",
    r"\bwhat does stop\b",
    rf"\b(?:do|will|would|does|are) (?:\w+ )?(?:{_NOUN}|these|they) (?:ever |going to )?(?:stop|end)\b",
    r"\b(?:stop|cancel) (?:just|only)\b(?: \w+){0,4}",
    rf"\b(?:stop|cancel) {_WHICH}{_NOUN} (?:for|until) (?!further|now|good|ever|me)\w+(?: \w+)?",
    r"\bonly (?:text|contact|message|call) me\b[^.?]*\bstop\b[^.?]*",
    r"\bcan i stop these for\b(?: \w+){0,3}",
)
"""Refusals of a part, or questions about stopping: struck out, and a doubt."""

REFUSALS: Final = (
    rf"\b{_END_IT} {_WHOM}{_GERUND}\b",
    rf"(?<!\bthe )\b{_END_IT} {_WHICH}{_NOUN}\b",
    rf"\b{_STOP} (?:any |all |further |future |any and all )*(?:contact|communication|correspondence)\b",
    r"\bcease and desist\b",
    rf"\b(?:please )?{_STOP} (?:this|these|those|them|it|that|everything|doing (?:this|that|it)) ?{_COURTEOUS}{END}",
    rf"\b(?:turn|shut|switch) {_WHICH}{_NOUN} off\b",
    rf"\b(?:want|need|like|make|have|get) {_WHICH}(?:{_NOUN}|this|these|it|them) (?:to )?(?:be )?(?:stop(?:ped)?|ended?|turned off|cancell?ed)\b",
    r"\b(?:want|need|asked|told|like|beg|begging|ask|asking|tell|telling|request|requested|requesting) (?:that )?(?:you|you guys|you all|you people|them|everyone|this office)(?: \w+){0,5}? (?:to )?(?:stop|quit)\b",
    r"\byou(?: guys| all| people)? (?:really )?(?:need to|have to|better|must|should|ought to) (?:stop|quit)\b",
    r"\b(?:when|why) (?:will|would|do|does|can) (?:not )?(?:you|they|this|it)(?: \w+){0,2}? (?:stop|quit)\b",
    r"\b(?:can|could|would|will) (?:not )?you (?:guys )?(?:please |just |kindly )*(?:stop|quit)"
    + END,
    rf"\b(?:if|wish|until|unless) you(?: guys| all)? (?:would )?(?:stop(?:ped)?|quit) {_WHOM}{_GERUND}",
    rf"\bhow (?:do|can|would|could|should|to)(?: i| we| you)?(?: \w+)? (?:stop|end|turn off|cancel|block|get rid of|get out of|disable) (?:this|these|it|them|{_WHICH}{_NOUN}){END}",
    r"\b(?:how|where) (?:do|can|would|could|to)(?: i| we)? get (?:\w+ )?(?:off|out)\b",
    rf"\b{_SEND}(?: \w+){{0,2}}? (?:stop|no more|unsubscribe)\b(?! (?:by|in)\b)",
    # do not
    rf"\b(?:do )?(?:not|never)(?: to)?(?: ever| please| just| even| you)* {_VERB}(?: (?:or|and|nor) (?:\w+ )?{_VERB})*(?: (?:to|on|at))? ?(?:me|us|it|this|that number|here|my (?:number|phone|cell|mobile|family|house|home)|these|people|anymore|any more|again|ever|at all|$|(?=[.,]))",
    rf"\b(?:do )?(?:not|never)(?: to)?(?: ever| please| just)* send(?: me| us| out)?(?: {_COURTEOUS})? ?(?:a |another |one more )?(?:{_WHICH}{_NOUN}\b|(?:this|these|those|anything|any|any more|more|things?|it)(?: else| of (?:this|these|those))? ?{_COURTEOUS}{END})",
    rf"\b(?:do )?{_NOT}(?: really| currently| ever| even)? {_WISH} {_TO_HAVE}(?:{_LOOSE}|(?:text|message|offers|ads|promos|stuff|crap)(?: {_COURTEOUS})?{END}|{_PASSIVE}|text me|message me|contact me|call me|{_GERUND}|hear from)\b",
    rf"\b{_NOT}(?: really| ever)? (?:want|need|wish|like|care)(?: to)?(?: get| receive| see| have| for)* (?:these|any of (?:this|these)|(?:any )?more of (?:this|these)|anything from you|this (?:crap|stuff)) ?{_COURTEOUS}{END}",
    rf"\b{_NOT} (?:want|wish|like|need) to (?:hear from|be (?:on|in|part of) (?:this|your|the|any)|deal with)\b",
    rf"\b(?:not|never) (?:sign|signed|ask|asked|agree|agreed|opt|opted|subscribe|subscribed|consent|consented|request|requested|authorize|authorized)(?: up| in)?(?: to| for)?(?: get| receive| be)? (?:this|these|any of this|that|it|be|{_WHICH}{_NOUN}|{_PASSIVE})\b",
    r"\b(?:not|never|no longer|nor) (?:gave|give|have|had|given|got|has|gotten)(?: you| any| my| the)* (?:permission|consent|authorization)\b",
    rf"\b(?:rather|prefer|appreciate)(?: \w+){{0,4}}? (?:not|no|never)(?: \w+){{0,3}}? (?:{_NOUN}|these|{_PASSIVE}|{_GERUND}|text|message|contact|call) ?",
    rf"{START}(?:and |but |so |just |hi |hello |ok |please )*no {_WHICH}(?:{_NOUN}|texting|messaging) ?{_COURTEOUS}{END}",
    rf"{START}(?:and |but |ok |please )*no more(?: of)?(?: this| these| that| those| it)? ?{_COURTEOUS}{END}",
    r"\bno need (?:to|for)(?: you)?(?: to)? (?:text|message|contact|call|remind)(?: me| us)? (?:anymore|any more|again|ever)\b",
    rf"\b(?:do|please) not(?: please)? contact{END}",
    # anything of the kind in one clause
    rf"\b{_STOP}\b[^.,?_]*\b(?:{_LOOSE}|{_GERUND}|list)\b",
    rf"\b{_NOT} {_WISH}\b[^.,?_]*\b(?:{_LOOSE}|{_PASSIVE})\b",
    rf"{START}(?:\w+ ){{0,2}}?(?:do )?(?:not|never) (?:\w+ ){{0,3}}?{_VERB}(?: \w+)? (?:me|us|this number|this phone|my number)\b",
    rf"\b(?:want|like|wish|prefer|need|love) to (?:no longer|not|never|stop)\b[^.,?_]*\b(?:{_LOOSE}|{_PASSIVE}|{_GERUND})\b",
    rf"\b(?:not|no longer) (?:{_WISH} )?to (?:know|hear) about\b",
    rf"\bnot (?:be |get |being |to be )?{_PASSIVE}(?: (?:again|anymore|any more|by text|at all|about)\b|{END})",
    rf"\b(?:to|want|prefer|please|said|so) no {_LOOSE}\b",
    r"\b(?:texts?|messages?)(?: me)? no more\b",
    rf"\b{_LOOSE} (?:are |is )?(?:not |un)(?:wanted|welcome|necessary)\b",
    rf"\b(?:want|like|need|let me|get me) (?:to get )?(?:off|out)(?: of)? {_WHICH}(?:lists?|{_LOOSE})\b(?! for)",
    rf"\b(?:can|could|will|would) (?:this|these|it|they)(?: all)?(?: please)? stop ?{_COURTEOUS}{END}",
    rf"\bnot {_GERUND} (?:me|us|this number|my phone)\b",
    rf"\b{_STOP} (?:using|with|doing) (?:my|this|that|it)\b",
    rf"{START}(?:please )?{_STOP} (?:this|these|that|doing this|doing that)(?! (?:is|was))\b",
    r"\bnot (?:ever )?use (?:my|this|that) (?:number|phone|cell)\b",
    rf"{START}how to (?:stop|unsubscribe|opt out) ?{_COURTEOUS}{END}",
    rf"{START}(?:please )?no (?:more |further )?(?:soliciting|solicitation|contact|communication|texting|messaging)\b(?! (?:while|and))",
    rf"{START}(?:please )?no (?:further|more|additional) (?:{_LOOSE}|communication|contact)\b(?! (?:came|yet|arrived))",
    r"\b(?:do not|no) (?:call|contact|text) (?:registry|register)\b",
    r"\b(?:consent|permission) (?:is |has been )?(?:revoked|withdrawn|denied)\b",
    rf"\b(?:not|never) (?:sign|signed) up ?{_COURTEOUS}{END}",
    r"\b(?:not|never) (?:gave|give|given) (?:you|you guys|them|out) (?:my|this) (?:number|phone|cell)\b",
    rf"{START}(?:this is )?not (?:her|his|their|my|\w+s) (?:phone|number|cell)\b",
    r"\b(?:not|never|no longer) (?:use|uses|using|have|has) (?:this|that) (?:number|phone|cell)\b",
    rf"\b(?:no|not) need to keep {_GERUND}\b",
    rf"\bif you (?:ever )?{_VERB} me again\b",
    r"\b(?:i|have|am|will|already) (?:blocked|blocking|block|reported|reporting) (?:you|this number|your)\b",
    r"\b(?:tcpa|fcc|ftc|legal action|harassment)\b",
    r"\b(?:unenroll|unregister|deregister|disenroll|unlink) (?:me|this|my)\b",
    r"\bno more (?:\w+ ){0,3}?(?:of these|of this)\b",
    r"^(?:\w+ )?(?:this|that) is not (?!a\b|the\b|urgent|good|fair|ok|right|working|possible|true|funny|necessary|correct|available|convenient|enough|it\b|clear|what|my\b|our\b|an\b|for\b|going|really|very|too\b|so\b|happening|helpful|how|about|acceptable|nice|cool|great)\w+$",
    rf"\bno more (?:\w+ ){{0,3}}?(?:{_LOOSE}|texting|messaging)\b",
    rf"{START}(?:please )?(?:do )?(?:not|never) send (?:\w+ ){{0,2}}?(?:anymore|again|any more)\b",
    rf"\b(?:has|have|needs?|got|must|want|please|just|time|people|guys|ok|and|so|all|thanks|say|said)(?: it| this| you)?(?: to| me)? stop ?{_COURTEOUS}{END}",
    # off the list
    rf"\b{_TAKE} {_MINE}(?: off| out)? ?{_COURTEOUS}{END}",
    rf"\b{_TAKE} {_MINE} (?:please )?(?:from|off|out|on)(?: from| of)? (?:your |the |this |that |these |those |all |any |every |future |further |our )*{_LIST}",
    rf"\b{_TAKE} (?:(?:number|phone|contact|name)\b|(?:from|off)(?: of)? (?:your |the |this |all |ur |this )*(?:\w+ )?(?:lists?|system|database|contacts|texts|messages)\b)",
    rf"\b(?:want|like|need|wish|ask|asked|asking|request|requesting|trying|can i|could i|may i|please|how do i|should)(?: to)?(?: please)? (?:be |get )(?:permanently |completely )?{_TAKEN}\b(?! from (?:the |my )?(?:schedule|calendar|appointment))",
    rf"\b(?:have|get|want|need|like)(?: to have)? {_MINE} (?:be )?(?:to be )?{_TAKEN}\b",
    r"\b(?:want|get|me|number|name|please|let|us) (?:off|out)(?: of| from)? (?:this|your|the|that|all)(?: \w+){0,2}? lists?\b(?! for)",
    r"\b(?:do not|no|dnc) (?:text|call|contact|disturb|sms|message)(?: (?:or|and|/) \w+)? list\b",
    # somebody else
    rf"{START}(?:(?:this|it|that) is )?not (?:the )?(?:right|correct) (?:number|person|phone)\b",
    r"\bnot know who (?!this|it|that|you|to)\w+ (?:is|are)\b",
    r"\bnot hit me up\b",
    rf"(?<!not the )\b{_WRONG}",
    r"\b(?:is|am|was|are) (?:not|no longer) (?:\w+s|her|his|their|my|the right|the correct|your patients)(?: \w+)? (?:number|phone|cell)\b",
    r"\b(?:number|phone|line|cell)(?: now)?(?: does)? (?:no longer belongs?|not belong|belongs to (?!me|my (?:son|daughter|wife|husband|mom))|is no longer)\b",
    r"\b(?:no longer|not) (?:has|have|uses?|owns?|at) (?:this|that) (?:number|phone|cell)\b",
    r"\b(?:no one|nobody|no person|not anyone)(?: here)?(?: \w+){0,2}? (?:by|with|named|called|of) (?:that|this|the|\w+)\b",
    r"\bnot (?:this|that|the) (?:person|patient|guy|one you)\b",
    r"\b(?:new|different) (?:owner|person) (?:of|with|has|at) (?:this|that|the) (?:number|phone)\b",
    r"\b(?:(?:meant|intended) for (?:someone|somebody|another|a different)|looking for (?:someone else|somebody else|another person))\b",
    rf"\b(?:not|never|no longer) (?:been |am )?(?:your patient|a patient)(?: (?:of|there|here|at|with|anymore|any more)\b|{END})",
    r"\bnot (?:know|recognize) (?:who (?:you are|this is|that is)|this person|that person|you)\b[^?]*\b(?:number|remove|stop|text)",
    r"\b(?:patient|he|she|person|mr \w+|mrs \w+|ms \w+) (?:is|has|was) (?:deceased|passed away|died|dead)\b",
    # anger
    r"\bleave (?:me|us|my (?:family|phone)|this number) (?:\w+ ){0,2}?(?:alone|be)\b",
    r"\b(?:f|fuck|piss|screw|bugger|buzz|eff|back|sod) off\b",
    r"\bfuck (?:you|u)\b",
    r"\b(?:lose|forget|burn|trash|lose this|shred) (?:my|this|the) (?:phone )?number\b",
    r"\b(?:knock it off|cut it out|give it a rest|cut the crap)\b",
    r"\b(?:blocking|reporting|block|report|sue|suing) (?:you|this number|your number|these|this as|it as|u)\b",
    # by its own word
    r"\b(?:unsubscribe|unsubscribed|unsubscribing|opt out|optout|opting out|opt me out|opted out|opt us out|opt this number out)\b",
    r"\b(?:revoke|revoking|withdraw|withdrawing|rescind|retract) (?:\w+ ){0,3}(?:consent|permission|authorization)\b",
)

DOUBTS: Final = (
    rf"\b(?:too|so|this|that|way too) many {_WHICH}(?:{_NOUN})\b",
    rf"\byou(?: guys| people)? (?:keep|always|are always|constantly|are constantly) (?:on )?{_GERUND}\b",
    rf"\bkeep {_GERUND} me (?:\w+ ){{0,2}}(?:why|even|after|every)\b",
    r"\btext (?:me )?too (?:much|often)\b",
    rf"\bnot want (?:a text|a message) ?{_COURTEOUS}{END}",
    r"\bstopsign\b",
    rf"\b(?:hate|annoyed by|annoying) {_WHICH}{_LOOSE}\b",
    rf"\b{_NOUN} (?:are|is) (?:so |very |really )?(?:annoying|too much)\b",
    rf"\b(?:stop|unsubscribing|stopping)(?: \w+)? ?{_COURTEOUS}{END}",
    rf"{START}(?:please )?stop\b",
)
"""What mentions stopping and is not clearly a refusal."""

_NEXT: Final = r"(?= (?:and|or|but|she|he|so|i|please|wrong|at|this|you)\b| [.,?]|$)"

NAMED: Final = (
    r"\b(?:this|that|it|i) (?:is|am) not (?P<who>\w+)" + _NEXT,
    r"\b(?:there is |there are |have |we have )?no (?P<who>\w+) (?:here|lives|at this|in this|on this)\b",
    r"\b(?:not|never) (?:know|have|heard of) (?:any |a |anyone named |anybody named |of )*(?P<who>\w+)"
    + END,
    r"\b(?:nobody|no one) (?:here )?(?:is )?(?:named|called) (?P<who>\w+)",
    r"\b(?P<who>\w+) (?:does not live|is not|no longer lives|does not have this) (?:here|at this number|number)\b",
    r"\bnot (?P<who>\w+)" + _NEXT,
)
"""Who says that the person whom the office means is somebody else, if ``who`` is written as a name."""

MACHINES: Final = (
    r"\bi am (?:currently |now )?driving\b",
    r"\bwhile (?:i am )?driving\b",
    r"\bauto(?:matic|mated)? ?(?:reply|response|responder|message)\b",
    r"\bautoreply\b",
    r"\bout of (?:the )?office\b",
    r"\b(?:number|inbox|mailbox|line|phone|account) (?:is |does |can )?(?:not |un)(?:be |being |currently |able to )*(?:monitored|accept|receive)",
    r"\bcan not talk right now\b",
    r"\b(?:thanks|thank you) for (?:contacting|messaging|texting|your message|reaching out)\b",
    r"\bwill (?:get back to|reply to|respond to) (?:you|your message)\b.*\b(?:as soon as|when|shortly|later)\b",
    r"\bnot receiving notifications\b",
    r"\bmessage and data rates\b",
)
