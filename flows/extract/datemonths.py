"""Names of the months in the languages of the press, as they stand beside a day.

Words are compared folded: lower case, no accents on Latin and Greek letters, no full stops. A name that means another
month elsewhere (Croatian ``listopad`` is October, Polish November) goes by the language of the page.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Twelve months a language, forms of one month joined by "/": genitives first, as dates use them.
_TABLE = """
en january/jan february/feb/febr march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov december/dec
de januar/jan/jänner/jän/jaenner februar/feb/feber/febr märz/mär/maerz/mrz april/apr mai juni/jun juli/jul august/aug september/sept/sep oktober/okt november/nov dezember/dez
fr janvier/janv/jan février/févr/fév/fevr mars/mar avril/avr mai juin/jui juillet/juil/juill août/aout septembre/sept/sep octobre/oct novembre/nov décembre/déc/dec
es enero/ene/en febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago/agos septiembre/setiembre/sept/sep/set octubre/oct noviembre/nov diciembre/dic
it gennaio/gen/genn febbraio/feb/febbr marzo/mar aprile/apr maggio/mag/magg giugno/giu luglio/lug agosto/ago settembre/set/sett ottobre/ott novembre/nov dicembre/dic
pt janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set outubro/out novembro/nov dezembro/dez
ca gener/gen febrer/febr/feb març abril/abr maig juny/jun juliol/jul agost/ag setembre/set octubre/oct novembre/nov desembre/des
gl xaneiro/xan febreiro/feb marzo/mar abril/abr maio xuño/xun/xuñ xullo/xul agosto/ago setembro/set outubro/out novembro/nov decembro/dec
nl januari/jan februari/feb/febr maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sept/sep oktober/okt november/nov december/dec
af januarie/jan februarie/feb maart/mrt april/apr mei junie/jun julie/jul augustus/aug september/sep oktober/okt november/nov desember/des
da januar/jan februar/feb/febr marts/mar april/apr maj juni/jun juli/jul august/aug september/sept/sep oktober/okt november/nov december/dec
sv januari/jan februari/feb/febr mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sept/sep oktober/okt november/nov december/dec
no januar/jan februar/feb/febr mars/mar april/apr mai juni/jun juli/jul august/aug september/sept/sep oktober/okt november/nov desember/des
is janúar/jan febrúar/feb mars/mar apríl/apr maí júní/jún júlí/júl ágúst/ágú september/sep/sept október/okt nóvember/nóv desember/des
fi tammikuuta/tammikuu/tammi/tammik helmikuuta/helmikuu/helmi/helmik maaliskuuta/maaliskuu/maalis/maalisk huhtikuuta/huhtikuu/huhti/huhtik toukokuuta/toukokuu/touko/toukok kesäkuuta/kesäkuu/kesä/kesäk heinäkuuta/heinäkuu/heinä/heinäk elokuuta/elokuu/elo/elok syyskuuta/syyskuu/syys/syysk lokakuuta/lokakuu/loka/lokak marraskuuta/marraskuu/marras/marrask joulukuuta/joulukuu/joulu/jouluk
et jaanuar/jaanuaril/jaan veebruar/veebruaril/veebr märts/märtsil aprill/aprillil/apr mai/mail juuni/juunil juuli/juulil august/augustil/aug september/septembril/sept oktoober/oktoobril/okt november/novembril/nov detsember/detsembril/dets
lv janvāris/janvārī/janvāra/janv februāris/februārī/februāra/febr marts/martā/marta aprīlis/aprīlī/aprīļa/apr maijs/maijā/maija jūnijs/jūnijā/jūnija/jūn jūlijs/jūlijā/jūlija/jūl augusts/augustā/augusta/aug septembris/septembrī/septembra/sept oktobris/oktobrī/oktobra/okt novembris/novembrī/novembra/nov decembris/decembrī/decembra/dec
lt sausio/sausis/saus vasario/vasaris/vas kovo/kovas/kov balandžio/balandis/bal gegužės/gegužė/geg birželio/birželis/birž liepos/liepa/liep rugpjūčio/rugpjūtis/rugp rugsėjo/rugsėjis/rugs spalio/spalis/spal lapkričio/lapkritis/lapkr/lapk gruodžio/gruodis/gruod
pl stycznia/styczeń/sty/stycz lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi/kwiet maja/maj czerwca/czerwiec/cze/czerw lipca/lipiec/lip sierpnia/sierpień/sie/sierp września/wrzesień/wrz/wrzes października/październik/paź/paźdz listopada/listopad/lis/list grudnia/grudzień/gru/grudz
cs ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě června/červen/čvn/čer července/červenec/čvc srpna/srpen/srp září/zář října/říjen/říj listopadu/listopad/lis prosince/prosinec/pro
sk januára/január/jan februára/február/feb marca/marec/mar apríla/apríl/apr mája/máj júna/jún júla/júl augusta/august/aug septembra/september/sep októbra/október/okt novembra/november/nov decembra/december/dec
hu január/januári/jan február/februári/feb/febr március/márciusi/márc április/áprilisi/ápr május/májusi/máj június/júniusi/jún július/júliusi/júl augusztus/augusztusi/aug szeptember/szeptemberi/szept október/októberi/okt november/novemberi/nov december/decemberi/dec
sl januarja/januar/jan februarja/februar/feb marca/marec/mar aprila/april/apr maja/maj junija/junij/jun julija/julij/jul avgusta/avgust/avg septembra/september/sep/sept oktobra/oktober/okt novembra/november/nov decembra/december/dec
hr siječnja/siječanj/sij veljače/veljača/velj/vel ožujka/ožujak/ožu travnja/travanj/tra svibnja/svibanj/svi lipnja/lipanj/lip srpnja/srpanj/srp kolovoza/kolovoz/kol rujna/rujan/ruj listopada/listopad/lis studenoga/studenog/studeni/stu prosinca/prosinac/pro
bs januara/januar/jan februara/februar/feb marta/mart/mar aprila/april/apr maja/maj juna/juni/jun/jula jula/juli/jul augusta/august/aug septembra/septembar/sep oktobra/oktobar/okt novembra/novembar/nov decembra/decembar/dec
sr januara/januar/јануара/јануар/jan/јан februara/februar/фебруара/фебруар/feb/феб marta/mart/марта/март/mar/мар aprila/april/априла/април/apr/апр maja/maj/маја/мај juna/jun/јуна/јун jula/jul/јула/јул avgusta/avgust/августа/август/avg/авг septembra/septembar/септембра/септембар/sep/сеп/септ oktobra/oktobar/октобра/октобар/okt/окт novembra/novembar/новембра/новембар/nov/нов decembra/decembar/децембра/децембар/dec/дец
mk јануари/јан февруари/фев март/мар април/апр мај јуни/јун јули/јул август/авг септември/септ/сеп октомври/окт ноември/ноем/ное декември/дек
bg януари/ян/яну февруари/фев/февр март/мар април/апр май юни/юн юли/юл август/авг септември/сеп/септ октомври/окт ноември/ное/ноем/нов декември/дек
ro ianuarie/ian februarie/feb/febr martie/mar/mart aprilie/apr mai iunie/iun iulie/iul august/aug septembrie/sept/sep octombrie/oct noiembrie/noi/nov/noiemb decembrie/dec
sq janar/jan/janarit shkurt/shk/shkurtit mars/mar/marsit prill/pri/prillit maj/majit qershor/qer/qershorit korrik/kor/korr/korrikut gusht/gush/gsh/gushtit shtator/sht/shta/shtatorit tetor/tet/tetorit nëntor/nën/nëntorit dhjetor/dhj/dhjetorit
el ιανουαρίου/ιανουάριος/ιαν φεβρουαρίου/φεβρουάριος/φεβ/φεβρ μαρτίου/μάρτιος/μαρ/μαρτ απριλίου/απρίλιος/απρ μαΐου/μάιος/μαΐ/μάι ιουνίου/ιούνιος/ιουν/ιούν ιουλίου/ιούλιος/ιουλ/ιούλ αυγούστου/αύγουστος/αυγ/αύγ σεπτεμβρίου/σεπτέμβριος/σεπ/σεπτ οκτωβρίου/οκτώβριος/οκτ νοεμβρίου/νοέμβριος/νοε/νοέ/νοεμ δεκεμβρίου/δεκέμβριος/δεκ
tr ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara
az yanvar/yan fevral/fev mart/mar aprel/apr may iyun/iyn iyul/iyl avqust/avq sentyabr/sen oktyabr/okt noyabr/noy dekabr/dek
uz yanvar/yan fevral/fev mart/mar aprel/apr may iyun/iyn iyul/iyl avgust/avg sentabr/sen oktabr/okt noyabr/noy dekabr/dek
kk қаңтар/қаң ақпан/ақп наурыз/нау сәуір/сәу мамыр/мам маусым/мау шілде/шіл тамыз/там қыркүйек/қыр қазан/қаз қараша/қар желтоқсан/жел
ru января/январь/янв февраля/февраль/февр/фев марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сент/сен октября/октябрь/окт ноября/ноябрь/нояб/ноя декабря/декабрь/дек
uk січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/квіт/кві травня/травень/трав/тра червня/червень/черв/чер липня/липень/лип серпня/серпень/серп/сер вересня/вересень/вер жовтня/жовтень/жовт/жов листопада/листопад/лист/лис грудня/грудень/груд/гру
be студзеня/студзень/сту/студз лютага/люты/лют сакавіка/сакавік/сак красавіка/красавік/кра/крас мая/май чэрвеня/чэрвень/чэр/чэрв ліпеня/ліпень/ліп жніўня/жнівень/жні/жн верасня/верасень/вер кастрычніка/кастрычнік/кас/кастр лістапада/лістапад/ліс/ліст снежня/снежань/сне/снеж
ka იანვარი/იანვარს/იანვრის/იან თებერვალი/თებერვალს/თებერვლის/თებ მარტი/მარტს/მარტის/მარ აპრილი/აპრილს/აპრილის/აპრ მაისი/მაისს/მაისის/მაი ივნისი/ივნისს/ივნისის/ივნ ივლისი/ივლისს/ივლისის/ივლ აგვისტო/აგვისტოს/აგვ სექტემბერი/სექტემბერს/სექტემბრის/სექ ოქტომბერი/ოქტომბერს/ოქტომბრის/ოქტ ნოემბერი/ნოემბერს/ნოემბრის/ნოე დეკემბერი/დეკემბერს/დეკემბრის/დეკ
hy հունվարի/հունվար/հնվ փետրվարի/փետրվար/փտվ մարտի/մարտ/մրտ ապրիլի/ապրիլ/ապր մայիսի/մայիս/մյս հունիսի/հունիս/հնս հուլիսի/հուլիս/հլս օգոստոսի/օգոստոս/օգս սեպտեմբերի/սեպտեմբեր/սեպ հոկտեմբերի/հոկտեմբեր/հոկ նոյեմբերի/նոյեմբեր/նոյ դեկտեմբերի/դեկտեմբեր/դեկ
ga eanáir/ean feabhra/feabh márta aibreán/aib/aibreáin bealtaine/beal meitheamh/meith/meithimh iúil lúnasa/lún meán_fómhair/mfómh deireadh_fómhair/dfómh samhain/samh/samhna nollaig/noll/nollag
cy ionawr/ion chwefror/chwef/chw mawrth/maw ebrill/ebr/ebrl mai mehefin/meh gorffennaf/gorff/gor awst medi hydref/hyd tachwedd/tach rhagfyr/rhag
mt jannar/jan frar/fra marzu/mar april/apr mejju/mej ġunju/ġun lulju/lul awwissu/aww settembru/set ottubru/ott novembru/nov diċembru/diċ
eu urtarrilak/urtarrilaren/urtarrila/urt otsailak/otsailaren/otsaila/ots martxoak/martxoaren/martxoa/mar apirilak/apirilaren/apirila/api maiatzak/maiatzaren/maiatza/mai ekainak/ekainaren/ekaina/eka uztailak/uztailaren/uztaila/uzt abuztuak/abuztuaren/abuztua/abu irailak/irailaren/iraila/ira urriak/urriaren/urria/urr azaroak/azaroaren/azaroa/aza abenduak/abenduaren/abendua/abe
lb januar/jan februar/feb mäerz/mäe abrëll/abr mee juni juli august/aug september/sep oktober/okt november/nov dezember/dez
ar يناير/كانون_الثاني/جانفي/يناير/ينا فبراير/شباط/فيفري مارس/آذار/اذار/مارت أبريل/ابريل/إبريل/نيسان/أفريل مايو/أيار/ايار/ماي/ماي يونيو/يونيه/حزيران/جوان يوليو/يوليه/تموز/جويلية أغسطس/اغسطس/آب/أوت سبتمبر/أيلول/ايلول أكتوبر/اكتوبر/تشرين_الأول/تشرين_الاول نوفمبر/تشرين_الثاني ديسمبر/كانون_الأول/كانون_الاول
fa ژانویه/ژانویهٔ فوریه/فوریهٔ مارس آوریل/اوریل مه/مهٔ ژوئن ژوئیه/ژوئیهٔ/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر
ur جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
he ינואר/ינו׳/ינו פברואר/פבר׳/פבר מרץ/מרס אפריל/אפר׳/אפר מאי יוני/יונ׳/יונ יולי/יול׳/יול אוגוסט/אוג׳/אוג ספטמבר/ספט׳/ספט אוקטובר/אוק׳/אוק נובמבר/נוב׳/נוב דצמבר/דצמ׳/דצמ
hi जनवरी/जन॰/जन फ़रवरी/फरवरी/फ़र॰/फ़र/फर मार्च अप्रैल मई जून जुलाई/जुल॰/जुल अगस्त/अग॰/अग सितंबर/सितम्बर/सित॰/सित अक्तूबर/अक्टूबर/अक्तू॰/अक्टू नवंबर/नवम्बर/नव॰/नव दिसंबर/दिसम्बर/दिस॰/दिस
bn জানুয়ারি/জানুয়ারী/জানু ফেব্রুয়ারি/ফেব্রুয়ারী/ফেব মার্চ এপ্রিল/এপ্রি মে জুন জুলাই/জুল আগস্ট/আগ সেপ্টেম্বর/সেপ্ট/সেপ অক্টোবর/অক্টো নভেম্বর/নভে ডিসেম্বর/ডিসে
th มกราคม/มค กุมภาพันธ์/กพ มีนาคม/มีค เมษายน/เมย พฤษภาคม/พค มิถุนายน/มิย กรกฎาคม/กค สิงหาคม/สค กันยายน/กย ตุลาคม/ตค พฤศจิกายน/พย ธันวาคม/ธค
id januari/jan februari/feb/peb maret/mar april/apr mei juni/jun juli/jul agustus/agu/ags/agt september/sep/sept oktober/okt november/nov/nop desember/des
ms januari/jan februari/feb mac april/apr mei jun julai/jul ogos/ogo september/sep oktober/okt november/nov disember/dis
tl enero/ene pebrero/peb marso/mar abril/abr mayo/may hunyo/hun hulyo/hul agosto/ago setyembre/set oktubre/okt nobyembre/nob disyembre/dis
sw januari/jan februari/feb machi/mac aprili/apr mei juni/jun julai/jul agosti/ago septemba/sep oktoba/okt novemba/nov desemba/des
"""  # noqa: E501  # a table: one language a line reads best

_JALALI = (
    "فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
)


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """A word as the tables hold it."""
    bare = re.sub("[\u0300-\u036f\u200c-\u200f.॰׳]", "", unicodedata.normalize("NFKD", word.casefold()))
    return bare.replace("ı", "i").replace("ʼ", "'").replace("’", "'").replace("ي", "ی").replace("ك", "ک")


def _tables() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    own: dict[str, dict[str, int]] = {}
    common: dict[str, int] = {}
    mixed: set[str] = set()
    for line in _TABLE.strip().splitlines():
        language, *months = line.split()
        words = {fold(word): n for n, forms in enumerate(months, 1) for word in forms.split("/")[::-1]}
        own[language] = words
        for word, number in words.items():
            if common.setdefault(word, number) != number:
                mixed.add(word)
    # Short words of other languages ("ara", "tem", "en", "out") are months only on pages in those.
    common = {w: n for w, n in common.items() if len(w) > 3 or w in own["en"] or w in _SAFE}
    for word in mixed:
        # The first language of the table that has the word, for pages of no known language.
        common[word] = next(m[word] for m in own.values() if word in m)
    return own, common


_SHORT_EVERYWHERE = """
fév mai avr mär mrz okt dez déc ene abr dic fev янв фев мар апр мая май июн июл авг сен окт ноя дек січ лют бер кві тра
чер лип сер вер жов лис гру ιαν φεβ μαρ απρ μαϊ αυγ σεπ οκτ νοε δεκ maj júl jún мај mei mag giu lug ott des
"""
_SAFE = frozenset(map(fold, _SHORT_EVERYWHERE.split()))
"""Short words that are months wherever they stand beside a day."""
_OWN, _COMMON = _tables()
_JALALI_WORDS = {fold(w): n for names in _JALALI for n, forms in enumerate(names.split(), 1) for w in forms.split("/")}
_SAME = {"nb": "no", "nn": "no", "sh": "sr", "cnr": "sr", "fil": "tl", "iw": "he", "in": "id"}


def month_number(word: str, language: str) -> int | None:
    """The month a word names, with or without a full stop."""
    key = fold(word).removeprefix("d'")
    own = _OWN.get(_row(language))
    return (own.get(key) if own else None) or _COMMON.get(key)


def has_months(language: str) -> bool:
    """Whether the table has a row for a language."""
    return _row(language) in _OWN


def _row(language: str) -> str:
    return _SAME.get(language.lower(), language[:2].lower())


def jalali_month(word: str) -> int | None:
    """The month of the Iranian calendar that a word names."""
    return _JALALI_WORDS.get(fold(word))


_SPLIT_NAMES = re.compile(
    r"(?:كانون|تشرين)(?= ?(?:ال)?[أا]?(?:الثاني|الأول|الاول))|\b(?:meán|deireadh)(?= fómhair)", re.IGNORECASE
)


def joined(text: str) -> str:
    """Names of two words made one, of the same length: ``كانون الثاني``, ``Meán Fómhair``."""
    for match in reversed(list(_SPLIT_NAMES.finditer(text))):
        if text[match.end() : match.end() + 1] == " ":
            text = f"{text[: match.end()]}_{text[match.end() + 1 :]}"
    return text
