# ruff: noqa: E501 (lists of words and the patterns made of them read better unwrapped)
"""The most frequent short words of languages that share a script, for telling them apart without a model."""

from __future__ import annotations

_LISTS = {
    "en": "the of and to in is that for it was on with as be at by this have from or are not but his they an were which we he her has will would their been who what about more said",
    "de": "der die das und in zu den ist nicht von mit sich des auf für ein eine dem im auch als es an werden aus er hat dass sie nach wird bei einer um am sind noch wie über einen zum zur war haben oder aber vor ich",
    "fr": "le la les de des du et en un une est que dans pour qui sur au par pas plus avec ce il se ne son aux cette sont à sa l'on ont été mais ou comme nous leur elle d'un d'une c'est ses",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había muy",
    "it": "di che e la il un a per è in una non sono le si del della con da i al dei gli come più ma anche nel alla su questo ha lo delle dal nella suo ci essere stato o tra dopo",
    "pt": "de que e o a do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está também só pelo pela até isso são",
    "nl": "de van het een en in is dat op te zijn voor met die niet aan er om ook als dan maar bij of uit nog naar heeft ze worden wordt door over werd hij deze tot je hebben kan meer al we ik",
    "pl": "w i na z do że się nie o jest to po przez od za jak dla oraz są które który co tym ale roku był tego jego czy być już tylko może przy lub ze także ich jako pod",
    "cs": "a v se na je že s z do o k i ve pro za by to jako po které který ale jsou od si jeho není ze však jen jsem při podle už nebo tak bude byl aby byla také jak",
    "sk": "a v sa na je že s z do o k aj vo pre za by to ako po ktoré ktorý ale sú od si jeho nie je zo však len som pri podľa už alebo tak bude bol aby bola tiež keď",
    "hu": "a az és hogy nem is egy van ez meg csak már de azt mint még volt el ki ha szerint vagy kell lesz után ezt fel minden lehet sem be aki amely között pedig ami majd illetve",
    "ro": "de și în a la care cu că nu pe din un o pentru mai este sunt se ale au fost sau ca ce lui al după prin fi cel dar dacă această acest îi îl le când până",
    "sv": "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år hon under också efter eller vid nu ut ska",
    "da": "og i at det som en på er af for med til den har de ikke om et han men var jeg sig fra vi så kan når år hun under også efter eller ved nu ud skal blev hvor være efter mere mod bliver",
    "no": "og i at det som en på er av for med til den har de ikke om et han men var jeg seg fra vi så kan når år hun under også etter eller ved nå ut skal ble hvor være mer mot blir",
    "fi": "ja on ei että se oli hän myös mutta kun ovat joka tai ole mukaan kuin vain sen jos niin nyt ovat jo voi sitä olla noin ollut mitä sekä jotka kanssa jälkeen vuoden",
    "et": "ja on ei et see oli ta ka aga kui mis oma ning või mida kes ole seda nii siis sest välja veel selle tema poolt pärast olid mitte ainult",
    "lv": "un ir ka par no ar uz tas arī bet kas lai to nav kā pie pēc tika gan vai kuru jau var bija ne tā viņš līdz šī kad vairāk",
    "lt": "ir kad yra tai su į iš bet buvo kaip ne nuo apie dėl už po jis bus jo taip pat per kurie gali ar prie jau tik to kai dar kuris",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi ne ama kadar en var olduğu sonra değil her ki o ya ise yeni göre tarafından oldu etti dedi",
    "hr": "i u je na da se za su s od o koji koje kao iz a ne što će bi do to nije po ili te kako sve samo bio ako koja tijekom također još prema što između nakon već",
    "sr": "i u je na da se za su s od o koji koje kao iz a ne što će bi do to nije po ili kako sve samo bio ako koja tokom takođe još prema šta između nakon već dana",
    "sl": "in je v na da se za so z s ki o pa kot iz ne bi do to ni po ali kako vse samo bil če tudi še pri od bo biti kar med ter lahko",
    "sq": "të e në dhe një për me që nga i së është si ka nuk më do por ai janë u kjo ky duke edhe pas këtë ishte kanë",
    "is": "og að í á er sem það við um en til með fyrir af var hann ekki frá þá hafa eru hefur eða þegar einnig því verið eftir",
    "ca": "de la i el en que a els les per un una és no del amb al es ha però com més va l'any aquest han dels seva ser són pel també sobre",
    "id": "yang dan di dengan untuk dari ini dalam itu tidak pada ke akan juga oleh bisa ada sebagai kata mereka adalah saat lebih tersebut telah karena",
    "vi": "và của là có được cho không trong một các với những người này đã từ khi để đến cũng về theo tại như ra nhiều",
    "ru": "и в на не что с по для как это из от к за его но а был также о до при так все он они или было бы уже только их года который которые мы после может том она",
    "uk": "і в на не що з до та для як це у від за його але про й він або також є було під після які який так вже може років був цього її їх щоб де бо ми",
    "bg": "на и в да за се от е не че с по са като до но ще това при със който които през беше след или има бъде само още както той към си го ги му",
    "mk": "на и во да за се од не дека со по е ќе што како но до ова при кој кои беше по или има само уште тој кон го ги му сум",
    "be": "і ў на не што з да для як гэта у ад за яго але пра ён або таксама ёсць было пад пасля якія які так ужо можа гадоў быў",
    "ar": "في من على أن إلى التي الذي عن مع هذا هذه كان لا ما بعد قد بين ذلك لم كما أو هو هي قال وقال كانت حتى خلال",
    "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شده می ها شد گفت است اما بود ما",
    "ur": "کے کی میں ہے اور سے کا کو پر نے کہ ہیں یہ اس کہا ایک بھی نہیں تھا ہو جو گیا",
    "hi": "के में की है और से का को पर ने कि हैं यह इस भी नहीं एक था हो जो गया कर ही तो",
    "af": "die van en in is het nie te dat vir op om met sal aan by wat hulle ons was word kan haar sy ook as daar hy ek dit maar nog oor uit na sê moet wees",
    "gl": "de a o que e do da en un unha os as para non por máis como foi ao polo pola dos das ten este esta seu súa tamén pero entre cando sobre xa ata moi nos na no ou é son dixo",
    "ms": "yang dan di dengan untuk dari dalam itu tidak pada ke akan juga oleh ada ini ialah tiada kepada beliau telah daripada kerana boleh mereka bahawa tersebut lebih turut berkata manakala",
    "mr": "आहे आणि या च्या ने ला हे की मध्ये त्या होते नाही एक केले असे होता तर पण",
}
LANGUAGES: dict[str, tuple[str, ...]] = {}
"""The languages of each word, as ISO 639-1. Croatian, Serbian and Bosnian in Latin letters differ in few of them: near
ties go to the model."""

for _language, _words in _LISTS.items():
    for _word in set(_words.split()):
        LANGUAGES[_word] = (*LANGUAGES.get(_word, ()), _language)
