package article

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// when is a point in time found in a line.
type when struct {
	date  Date
	rel   bool // "3 hours ago", "Yesterday", "March 3" without a year: no date can be told
	slash bool // written 3/4/2012: day and month may have changed places, see a, b
	a, b  int
}

// dateScanner reads dates. dayFirst settles 3/4/2012; it is decided once a page.
type dateScanner struct {
	dayFirst bool
}

var monthNames = map[string]int{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
	"july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10,
	"november": 11, "nov": 11, "december": 12, "dec": 12,
	"januar": 1, "jänner": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "okt": 10, "dezember": 12, "dez": 12,
	"janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "aout": 8, "septembre": 9,
	"octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
	"enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "setiembre": 9,
	"octubre": 10, "noviembre": 11, "diciembre": 12,
	"gennaio": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "settembre": 9, "ottobre": 10, "dicembre": 12,
	"janeiro": 1, "fevereiro": 2, "março": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9, "outubro": 10, "novembro": 11, "dezembro": 12,
	"januari": 1, "februari": 2, "maart": 3, "mei": 5, "augustus": 8,
	"января": 1, "февраля": 2, "марта": 3, "апреля": 4, "мая": 5, "июня": 6, "июля": 7, "августа": 8, "сентября": 9, "октября": 10, "ноября": 11, "декабря": 12,
	"янв": 1, "фев": 2, "февр": 2, "мар": 3, "апр": 4, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "сент": 9, "окт": 10, "ноя": 11, "нояб": 11, "дек": 12,
	"январь": 1, "февраль": 2, "март": 3, "апрель": 4, "май": 5, "июнь": 6, "июль": 7, "август": 8, "сентябрь": 9, "октябрь": 10, "ноябрь": 11, "декабрь": 12,
	"січня": 1, "лютого": 2, "березня": 3, "квітня": 4, "травня": 5, "червня": 6, "липня": 7, "серпня": 8, "вересня": 9, "жовтня": 10, "листопада": 11, "грудня": 12,
	"jän": 1, "mär": 3, "mrz": 3, "janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "déc": 12,
	"ene": 1, "abr": 4, "ago": 8, "dic": 12, "set": 9, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "ott": 10, "fev": 2, "out": 10, "mrt": 3,
	"stycznia": 1, "lutego": 2, "marca": 3, "kwietnia": 4, "maja": 5, "czerwca": 6, "lipca": 7, "sierpnia": 8, "września": 9, "października": 10, "grudnia": 12,
	"maj": 5, "augusti": 8, "marts": 3, "desember": 12, "maret": 3, "agustus": 8,
	"ocak": 1, "şubat": 2, "mart": 3, "nisan": 4, "mayıs": 5, "haziran": 6, "temmuz": 7, "ağustos": 8, "eylül": 9, "ekim": 10, "kasım": 11, "aralık": 12,
	"ledna": 1, "února": 2, "března": 3, "dubna": 4, "května": 5, "června": 6, "července": 7, "srpna": 8, "září": 9, "října": 10, "listopadu": 11, "prosince": 12,
	"tammikuuta": 1, "helmikuuta": 2, "maaliskuuta": 3, "huhtikuuta": 4, "toukokuuta": 5, "kesäkuuta": 6, "heinäkuuta": 7, "elokuuta": 8, "syyskuuta": 9, "lokakuuta": 10, "marraskuuta": 11, "joulukuuta": 12,
	"يناير": 1, "فبراير": 2, "مارس": 3, "أبريل": 4, "ابريل": 4, "إبريل": 4, "مايو": 5, "يونيو": 6, "يوليو": 7, "أغسطس": 8, "اغسطس": 8, "سبتمبر": 9, "أكتوبر": 10, "اكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
}

var dayNames = map[string]bool{
	"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
	"mon": true, "tue": true, "tues": true, "wed": true, "thu": true, "thur": true, "thurs": true, "fri": true, "sat": true, "sun": true,
	"montag": true, "dienstag": true, "mittwoch": true, "donnerstag": true, "freitag": true, "samstag": true, "sonntag": true,
	"lundi": true, "mardi": true, "mercredi": true, "jeudi": true, "vendredi": true, "samedi": true, "dimanche": true,
	"mo": true, "di": true, "mi": true, "do": true, "fr": true, "sa": true, "so": true, "lun": true, "jeu": true, "ven": true, "sam": true, "dim": true, "mer": true,
	"mié": true, "jue": true, "vie": true, "sáb": true, "dom": true, "gio": true, "sab": true,
	"lunedì": true, "martedì": true, "mercoledì": true, "giovedì": true, "venerdì": true, "sabato": true, "domenica": true,
	"segunda": true, "terça": true, "quarta": true, "quinta": true, "sexta": true,
	"maandag": true, "dinsdag": true, "woensdag": true, "donderdag": true, "vrijdag": true, "zaterdag": true, "zondag": true,
	"понедельник": true, "вторник": true, "среда": true, "четверг": true, "пятница": true, "суббота": true, "воскресенье": true, "пн": true, "вт": true, "ср": true, "чт": true, "пт": true, "сб": true, "вс": true,
	"måndag": true, "tisdag": true, "onsdag": true, "torsdag": true, "fredag": true, "lördag": true, "söndag": true, "mandag": true, "tirsdag": true, "lørdag": true, "søndag": true,
	"poniedziałek": true, "wtorek": true, "środa": true, "czwartek": true, "piątek": true, "niedziela": true,
	"lunes": true, "martes": true, "miércoles": true, "jueves": true, "viernes": true, "sábado": true, "domingo": true,
}

// zoneHours gives offsets from UTC in hours. "et", "ct", "mt" and "pt" stand
// for standard time here; usSummer adds their hour.
var zoneHours = map[string]float64{
	"z": 0, "utc": 0, "gmt": 0, "bst": 1, "wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
	"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "et": -5, "ct": -6, "mt": -7, "pt": -8,
	"akst": -9, "akdt": -8, "hst": -10, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "acst": 9.5, "awst": 8, "nzst": 12, "nzdt": 13,
}

// unitNames are the units of relative times; short ones need no "ago".
var unitNames = map[string]bool{
	"s": true, "sec": true, "secs": true, "second": true, "seconds": true, "m": true, "min": true, "mins": true, "minute": true, "minutes": true,
	"h": true, "hr": true, "hrs": true, "hour": true, "hours": true, "d": true, "day": true, "days": true, "w": true, "wk": true, "wks": true,
	"week": true, "weeks": true, "mo": true, "mon": true, "mos": true, "mth": true, "mths": true, "month": true, "months": true, "y": true, "yr": true, "yrs": true,
	"year": true, "years": true,
	"stunde": true, "stunden": true, "minuten": true, "tag": true, "tagen": true, "tage": true, "woche": true, "wochen": true,
	"monat": true, "monaten": true, "jahr": true, "jahren": true,
	"heure": true, "heures": true, "jour": true, "jours": true, "semaine": true, "semaines": true, "mois": true, "an": true, "ans": true,
	"hora": true, "horas": true, "minutos": true, "día": true, "días": true, "dia": true, "dias": true, "semana": true, "semanas": true,
	"mes": true, "meses": true, "mês": true, "año": true, "años": true, "ano": true, "anos": true,
	"ore": true, "ora": true, "giorni": true, "giorno": true, "settimane": true, "mesi": true, "anni": true, "anno": true,
	"час": true, "часа": true, "часов": true, "день": true, "дня": true, "дней": true, "год": true, "года": true, "лет": true, "месяц": true, "месяца": true, "месяцев": true,
	"минут": true, "минуты": true, "неделю": true, "недели": true, "недель": true,
	"uur": true, "dagen": true, "dag": true, "jaar": true, "weken": true, "maanden": true, "maand": true, "minuut": true, "uren": true,
	"std": true, "stdn": true, "wo": true, "sekunden": true, "sekunde": true, "monate": true, "jahre": true,
	"secondes": true, "segundos": true, "minuto": true, "minuti": true, "secondi": true, "settimana": true, "mese": true,
	"ч": true, "мин": true, "сек": true, "секунд": true, "секунды": true, "минуту": true, "сутки": true, "суток": true, "нед": true, "мес": true, "дн": true, "г": true, "л": true,
	"година": true, "годину": true, "години": true, "годин": true, "хвилин": true, "днів": true, "дні": true,
	"godz": true, "godzin": true, "godziny": true, "godzinę": true, "minut": true, "minuty": true, "minutę": true, "dni": true, "dzień": true, "tydzień": true, "tygodnie": true, "tygodni": true, "miesiąc": true, "miesiące": true, "miesięcy": true, "rok": true, "lata": true, "lat": true,
	"timme": true, "timmar": true, "dagar": true, "vecka": true, "veckor": true, "månad": true, "månader": true, "år": true, "minuter": true, "tim": true,
	"time": true, "timer": true, "dage": true, "dager": true, "uge": true, "uger": true, "uke": true, "uker": true, "måned": true, "måneder": true, "minutter": true, "t": true,
	"tunti": true, "tuntia": true, "päivä": true, "päivää": true, "viikko": true, "viikkoa": true, "kuukautta": true, "vuotta": true, "minuuttia": true,
	"saat": true, "gün": true, "hafta": true, "ay": true, "yıl": true, "dakika": true,
	"jam": true, "hari": true, "minggu": true, "bulan": true, "tahun": true, "menit": true,
	"hodin": true, "hodiny": true, "hodinami": true, "dny": true, "dnů": true, "měsíci": true, "lety": true, "minutami": true,
	"ساعة": true, "ساعات": true, "دقيقة": true, "دقائق": true, "يوم": true, "أيام": true, "ايام": true, "يومين": true, "ساعتين": true, "أسبوع": true, "أسابيع": true, "أسبوعين": true, "شهر": true, "أشهر": true, "شهرين": true, "شهور": true, "سنة": true, "سنوات": true, "سنتين": true, "عام": true, "أعوام": true, "دقيقتين": true, "ثانية": true, "ثوان": true,
	"घंटे": true, "दिन": true, "giờ": true, "ngày": true, "phút": true, "tháng": true, "năm": true, "tuần": true,
}

// cjkUnits are units that carry their own "ago".
var cjkUnits = []string{"秒前", "分钟前", "分鐘前", "分前", "小时前", "小時前", "時間前", "天前", "日前", "周前", "週間前", "週前", "个月前", "個月前", "か月前", "ヶ月前", "カ月前", "ヵ月前", "月前", "年前",
	"초 전", "분 전", "시간 전", "일 전", "주 전", "주일 전", "개월 전", "달 전", "년 전", "초전", "분전", "시간전", "일전", "주전", "개월전", "년전"}

// relativeDays stand alone or with a clock time: "昨天 16:40".
var relativeDays = []string{"刚刚", "剛剛", "刚才", "昨天", "前天", "今天", "昨日", "今日", "一昨日", "たった今", "방금 전", "방금", "어제", "오늘", "أمس", "اليوم", "الآن"}

// compactUnits may follow a number without a space and without "ago": "3h", "12w".
var compactUnits = map[string]bool{
	"s": true, "m": true, "min": true, "mins": true, "h": true, "hr": true, "hrs": true, "d": true, "w": true, "wk": true, "mo": true, "y": true, "yr": true, "yrs": true,
}

// scan finds a date, a time or a relative time at the very start of s and
// returns its length in bytes, 0 if there is none. It looks at no more than
// the first 90 bytes.
func (ds dateScanner) scan(s string) (when, int) {
	if len(s) > 90 {
		s = s[:90]
	}
	if s == "" {
		return when{}, 0
	}
	if w, n := ds.scanRelative(s); n > 0 {
		return w, n
	}
	return ds.scanAbsolute(s)
}

type cursor struct {
	s string
	i int
}

func (c *cursor) spaces() {
	for c.i < len(c.s) && (c.s[c.i] == ' ' || c.s[c.i] == '\t') {
		c.i++
	}
}

func (c *cursor) skipAny(set string) {
	for c.i < len(c.s) {
		r, n := utf8.DecodeRuneInString(c.s[c.i:])
		if !strings.ContainsRune(set, r) {
			return
		}
		c.i += n
	}
}

// number reads up to nine digits.
func (c *cursor) number() (v, digits int) {
	for c.i < len(c.s) && digits < 9 && c.s[c.i] >= '0' && c.s[c.i] <= '9' {
		v = v*10 + int(c.s[c.i]-'0')
		c.i++
		digits++
	}
	if c.i < len(c.s) && c.s[c.i] >= '0' && c.s[c.i] <= '9' {
		return 0, 0
	}
	return v, digits
}

func (c *cursor) word() string {
	j := c.i
	for j < len(c.s) {
		r, n := utf8.DecodeRuneInString(c.s[j:])
		if !unicode.IsLetter(r) {
			break
		}
		j += n
	}
	w := c.s[c.i:j]
	c.i = j
	return strings.ToLower(w)
}

func (c *cursor) lit(s string) bool {
	if strings.HasPrefix(c.s[c.i:], s) {
		c.i += len(s)
		return true
	}
	return false
}

func (c *cursor) wordIs(ws ...string) bool {
	save := c.i
	w := c.word()
	for _, x := range ws {
		if w == x {
			return true
		}
	}
	c.i = save
	return false
}

// atEnd reports whether no letter or digit follows directly.
func (c *cursor) atEnd() bool {
	r, _ := utf8.DecodeRuneInString(c.s[c.i:])
	return c.i >= len(c.s) || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func (ds dateScanner) scanRelative(s string) (when, int) {
	c := &cursor{s: s}
	rel := when{rel: true}
	r, _ := utf8.DecodeRuneInString(s)
	if r >= '0' && r <= '9' {
		_, d := c.number()
		if d == 0 || d > 5 {
			return when{}, 0
		}
		c.lit("+")
		tight := c.i
		c.spaces()
		if c.i < len(s) && s[c.i] >= 0x80 {
			for _, u := range cjkUnits {
				if c.lit(u) {
					return rel, c.i
				}
			}
		}
		gap := c.i > tight
		u := c.word()
		if !unitNames[u] || !c.atEnd() {
			return when{}, 0
		}
		end := c.i
		// "2 hours 5 minutes ago", "1 year, 2 months ago"
		for range 2 {
			save := c.i
			c.skipAny(" ,")
			c.wordIs("and")
			c.spaces()
			if _, d := c.number(); d == 0 {
				c.i = save
				break
			}
			c.spaces()
			if !unitNames[c.word()] {
				c.i = save
				break
			}
		}
		c.lit(".")
		c.spaces()
		if c.wordIs("ago", "назад", "atrás", "fa", "geleden", "earlier", "temu", "sedan", "siden", "sitten", "önce", "lalu", "тому", "trước", "पहले", "yang") {
			if strings.HasSuffix(c.s[:c.i], "yang") && !c.lit(" lalu") {
				return when{}, 0
			}
			return rel, c.i
		}
		if !gap && compactUnits[u] {
			return rel, end
		}
		return when{}, 0
	}
	if r >= 0x600 {
		for _, d := range relativeDays {
			if c.lit(d) {
				end := c.i
				c.spaces()
				var t Date
				if scanClock(c, &t) {
					return rel, c.i
				}
				return rel, end
			}
		}
	}
	w := c.word()
	switch w {
	case "about", "over", "almost", "around", "nearly", "less", "more", "circa", "около", "etwa", "ca":
		c.lit(".")
		c.spaces()
		if w == "less" || w == "more" {
			if !c.wordIs("than") {
				return when{}, 0
			}
			c.spaces()
		}
		if _, n := ds.scanRelative(s[c.i:]); n > 0 {
			return rel, c.i + n
		}
	case "a", "an", "one", "two", "three", "few", "een", "un", "una", "uma", "um", "час", "день", "неделю", "месяц", "год", "минуту", "en", "ett":
		c.spaces()
		if w == "a" && c.wordIs("few", "couple") {
			c.spaces()
			c.wordIs("of")
			c.spaces()
		}
		if w[0] >= 0x80 && unitNames[w] || w == "un" && c.lit("'") && unitNames[c.word()] || unitNames[c.word()] {
			c.spaces()
			if c.wordIs("ago", "geleden", "fa", "назад", "atrás", "temu", "sedan", "siden") {
				return rel, c.i
			}
		}
	case "just", "gerade", "только", "à":
		c.spaces()
		if c.wordIs("now", "eben", "что", "l") && c.atEnd() {
			if w == "à" {
				if !c.lit("'instant") && !c.lit("’instant") {
					return when{}, 0
				}
			}
			return rel, c.i
		}
	case "moments", "seconds":
		c.spaces()
		if c.wordIs("ago") {
			return rel, c.i
		}
	case "last":
		c.spaces()
		if c.wordIs("week", "month", "year", "night") && c.atEnd() {
			return rel, c.i
		}
	case "yesterday", "today", "gestern", "vorgestern", "heute", "hier", "ayer", "hoy", "ieri", "oggi", "ontem", "hoje", "gisteren", "vandaag", "вчера", "сегодня", "позавчера", "вчора", "сьогодні", "wczoraj", "dzisiaj", "igår", "idag", "dün", "bugün", "kemarin", "včera", "dnes", "zojuist", "dziś":
		if !c.atEnd() {
			return when{}, 0
		}
		if w[0] < 0x80 && s[:c.i] == strings.ToUpper(w) {
			return when{}, 0 // "SPORTS TODAY"
		}
		end := c.i
		c.skipAny(" ,@")
		clockGlue(c)
		var d Date
		if scanClock(c, &d) {
			c.lit(" Uhr")
			return rel, c.i
		}
		if end == len(strings.TrimRight(s, " ")) || strings.ContainsRune(" ,|·•)", rune(s[min(end, len(s)-1)])) {
			return rel, end
		}
	case "vor", "hace", "há", "fa", "il", "för", "for", "před", "قبل", "منذ":
		c.spaces()
		if w == "il" && (!c.wordIs("y") || !c.lit(" a ")) {
			return when{}, 0
		}
		c.wordIs("einer", "einem", "una", "un", "une", "um", "uma", "etwa", "ca", "ett", "en", "et", "environ", "unos", "cerca", "mehr", "más", "plus")
		c.lit(".")
		c.spaces()
		c.wordIs("de", "als")
		c.spaces()
		_, digits := c.number()
		c.spaces()
		if !unitNames[c.word()] || !c.atEnd() {
			return when{}, 0
		}
		if strings.HasPrefix(c.s[c.i:], ".") && digits > 0 {
			c.i++
		}
		switch w {
		case "för", "for":
			c.spaces()
			if !c.wordIs("sedan", "siden") {
				return when{}, 0
			}
		case "fa":
			if digits == 0 {
				return when{}, 0
			}
		}
		return rel, c.i
	}
	if dayNames[w] && len(w) > 4 {
		// "Thursday at 4:15 PM"
		c.skipAny(" ,")
		clockGlue(c)
		var d Date
		if scanClock(c, &d) {
			return rel, c.i
		}
	}
	return when{}, 0
}

// clockGlue skips the words between a day and a clock time.
func clockGlue(c *cursor) bool {
	save := c.i
	c.skipAny(" ")
	if c.wordIs("at", "um", "à", "às", "as", "a", "alle", "om", "ore", "kl", "klo", "в", "о", "o", "en", "saat", "pukul", "w", "ve", "de", "den", "г", "года", "р", "الساعة", "في") {
		c.lit(".")
		c.skipAny(" ,")
		c.wordIs("las", "la", "ore", "в", "о", "g", "godz")
		c.lit(".")
		c.skipAny(" ")
		return true
	}
	c.i = save
	c.skipAny(" ")
	return false
}

// scanAbsolute reads a calendar date with an optional time before or after it,
// or a time of day alone when am/pm or a following date makes it plain.
func (ds dateScanner) scanAbsolute(s string) (when, int) {
	c := &cursor{s: s}
	var w when
	// Time first: "10:41, November 10, 2010", "4:15 pm on March 3, 2012".
	if c.s[0] >= '0' && c.s[0] <= '9' {
		var d Date
		if plain := scanClock(c, &d); plain {
			end, marked := c.i, clockMarked(s[:c.i])
			c.skipAny(" ,-–|·")
			c.wordIs("on", "am", "le", "of")
			c.spaces()
			zoneOf(c, &d)
			c.skipAny(" ,-–|·")
			c.wordIs("on")
			c.spaces()
			if day, ok := ds.scanDay(c); ok {
				return withClock(day, d), c.i
			}
			if marked {
				return when{rel: true}, end
			}
			return when{}, 0
		}
		c.i = 0
	}
	w, ok := ds.scanDay(c)
	if !ok {
		return when{}, 0
	}
	// Time after, maybe past the day of the week: 2012/03/03(土) 16:15.
	save := c.i
	if c.lit("(") {
		if j := strings.IndexByte(c.s[c.i:], ')'); j > 0 && j <= 12 {
			c.i += j + 1
		} else {
			c.i = save
		}
	}
	c.skipAny(" ,-–—|·•@T.、，")
	glued := clockGlue(c)
	c.skipAny(" @:.")
	var d Date
	if c.i > save && (scanClock(c, &d) || (glued || strings.IndexByte(s[c.i:], ' ') < 0) && scanDotClock(c, &d)) {
		end := c.i
		c.spaces()
		if !zoneOf(c, &d) {
			c.i = end
			if c.wordIs("uhr") || c.lit(" Uhr") {
				end = c.i
			}
			c.i = end
		}
		return withClock(w, d), c.i
	}
	c.i = save
	return w, c.i
}

func clockMarked(s string) bool {
	l := strings.ToLower(s)
	return strings.HasSuffix(l, "m") || strings.HasSuffix(l, "m.")
}

func withClock(w when, d Date) when {
	if w.rel {
		return w
	}
	y, m, day := w.date.Time.Date()
	loc := d.Time.Location()
	if zone, off := d.Time.Zone(); zone == flexibleZone {
		if usSummer(y, m, day) {
			off += 3600
		}
		loc = time.FixedZone("", off)
	}
	w.date = Date{Time: time.Date(y, m, day, d.Time.Hour(), d.Time.Minute(), d.Time.Second(), 0, loc), HasTime: true}
	return w
}

// scanClock reads 16:15, 16:15:02, 4:15 pm, 4.15pm, 4pm, 14h22.
func scanClock(c *cursor, d *Date) bool {
	save := c.i
	fail := func() bool { c.i = save; return false }
	half, after := false, false
	if c.i < len(c.s) && c.s[c.i] >= 0x80 {
		for _, x := range dayHalves {
			if c.lit(x.word) {
				half, after = true, x.pm
				c.spaces()
				break
			}
		}
	}
	h, n := c.number()
	if n == 0 || n > 2 || h > 24 {
		return fail()
	}
	if half && h < 12 && after {
		h += 12
	} else if half && h == 12 && !after {
		h = 0
	}
	m, sec, minutes := 0, 0, false
	for _, x := range []string{"時", "时", "點", "点", "시 ", "시"} {
		if c.i < len(c.s) && c.s[c.i] >= 0x80 && c.lit(x) {
			if m, n = c.number(); n == 0 || m > 59 || !c.lit("分") && !c.lit("분") {
				return fail()
			}
			d.Time = time.Date(1, 1, 1, h%24, m, 0, 0, time.UTC)
			d.HasTime = true
			return true
		}
	}
	if n <= 2 && strings.HasPrefix(c.s[c.i:], " h ") && isDigitAt(c.s, c.i+3) {
		// 14 h 22
		c.i += 3
		if m, n = c.number(); n == 2 && m < 60 && c.atEnd() && h < 24 {
			d.Time = time.Date(1, 1, 1, h, m, 0, 0, time.UTC)
			d.HasTime = true
			return true
		}
		return fail()
	}
	if c.i+1 < len(c.s) && (c.s[c.i] == ':' || c.s[c.i] == '.' || c.s[c.i] == 'h') && c.s[c.i+1] >= '0' && c.s[c.i+1] <= '9' {
		dot := c.s[c.i] == '.'
		c.i++
		if m, n = c.number(); n != 2 || m > 59 {
			return fail()
		}
		minutes = !dot
		if c.i+2 < len(c.s) && c.s[c.i] == ':' && c.s[c.i+1] >= '0' && c.s[c.i+1] <= '9' {
			c.i++
			if sec, n = c.number(); n != 2 || sec > 60 {
				return fail()
			}
			if c.lit(".") {
				c.number()
			}
		}
	}
	end := c.i
	c.spaces()
	l := strings.ToLower(c.s[c.i:min(len(c.s), c.i+4)])
	pm, mark := false, 0
	for _, x := range []string{"a.m.", "p.m.", "a.m", "p.m", "am", "pm"} {
		if strings.HasPrefix(l, x) {
			mark, pm = len(x), x[0] == 'p'
			break
		}
	}
	if mark > 0 {
		c.i += mark
		if !c.atEnd() {
			mark = 0
		}
	}
	if mark == 0 {
		c.i = end
		if minutes && c.i < len(c.s) && (c.s[c.i] == 'h' || c.s[c.i] == 'H') {
			c.i++ // 11:02h
			if !c.atEnd() {
				c.i--
			}
		} else if !minutes && m < 60 && c.i > save+2 && c.s[c.i-3] == '.' && (c.lit(" Uhr") || c.lit("h")) {
			minutes = true
		}
		if !minutes || !c.atEnd() && c.s[c.i] != 'Z' {
			return fail()
		}
	} else {
		if h > 12 {
			if h > 23 {
				return fail()
			}
		} else if h == 12 {
			h = 0
		}
		if pm && h < 12 {
			h += 12
		}
	}
	if h == 24 {
		h = 0
	}
	d.Time = time.Date(1, 1, 1, h, m, min(sec, 59), 0, time.UTC)
	d.HasTime = true
	return true
}

// scanDotClock reads 16.15 where a word before it says that it is a time.
func scanDotClock(c *cursor, d *Date) bool {
	save := c.i
	h, n := c.number()
	if n > 0 && n <= 2 && h < 24 && c.lit(".") {
		if m, k := c.number(); k == 2 && m < 60 && c.atEnd() {
			d.Time = time.Date(1, 1, 1, h, m, 0, 0, time.UTC)
			d.HasTime = true
			return true
		}
	}
	c.i = save
	return false
}

// dayHalves mark morning and afternoon before a clock time.
var dayHalves = []struct {
	word string
	pm   bool
}{{"上午", false}, {"下午", true}, {"晚上", true}, {"凌晨", false}, {"中午", true}, {"午前", false}, {"午後", true}, {"오전", false}, {"오후", true}}

// flexibleZone names a zone such as "ET" whose offset depends on the date.
const flexibleZone = "flexible"

// zoneOf reads a time zone after a clock time and applies it to d.
func zoneOf(c *cursor, d *Date) bool {
	save := c.i
	c.lit("(")
	hours, found := 0.0, false
	if r := c.s[c.i:]; len(r) >= 3 && (r[0] == '+' || r[0] == '-') {
		neg := r[0] == '-'
		c.i++
		v, n := c.number()
		switch {
		case n == 4:
			hours, found = float64(v/100)+float64(v%100)/60, v <= 1400
		case n == 2 && c.i+2 < len(c.s) && c.s[c.i] == ':' || n == 2 && c.i+3 == len(c.s) && c.s[c.i] == ':':
			c.i++
			m, k := c.number()
			hours, found = float64(v)+float64(m)/60, k == 2 && v <= 14 && m < 60
		}
		if neg {
			hours = -hours
		}
	} else {
		start := c.i
		w := c.word()
		h, ok := zoneHours[w]
		// Lower-case "et" or "mt" is a word, not a zone.
		if ok && c.atEnd() && (w == "z" || c.s[start:c.i] == strings.ToUpper(w)) {
			hours, found = h, true
			if len(w) == 2 {
				t := d.Time
				// The hour of summer time is added when the day is known.
				d.Time = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.FixedZone(flexibleZone, int(h*3600)))
				c.lit(")")
				return true
			}
		}
	}
	if !found {
		c.i = save
		return false
	}
	t := d.Time
	loc := time.UTC
	if hours != 0 {
		loc = time.FixedZone("", int(hours*3600))
	}
	d.Time = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, loc)
	if c.i < len(c.s) && c.s[c.i] == ')' && strings.Contains(c.s[save:c.i], "(") {
		c.i++
	}
	return true
}

// usSummer reports whether United States summer time (since 2007: second
// Sunday of March to first Sunday of November) holds on a day.
func usSummer(y int, m time.Month, d int) bool {
	sunday := func(month time.Month, nth int) int {
		first := time.Date(y, month, 1, 0, 0, 0, 0, time.UTC)
		return 1 + (7-int(first.Weekday()))%7 + 7*(nth-1)
	}
	switch {
	case m > time.March && m < time.November:
		return true
	case m == time.March:
		return d >= sunday(time.March, 2)
	case m == time.November:
		return d < sunday(time.November, 1)
	}
	return false
}

// scanDay reads a calendar day. Without a year it is relative: nobody can tell
// which year was meant.
func (ds dateScanner) scanDay(c *cursor) (when, bool) {
	start := c.i
	fail := func() (when, bool) { c.i = start; return when{}, false }
	if w := c.word(); w != "" {
		if dayNames[w] {
			c.lit("-feira")
			c.skipAny(" ,.")
			c.wordIs("the", "le", "den", "il", "el", "dia", "día")
			c.spaces()
		} else {
			c.i = start
		}
	}
	if c.i >= len(c.s) {
		return fail()
	}
	if c.s[c.i] >= '0' && c.s[c.i] <= '9' {
		first := c.i
		a, na := c.number()
		if na == 0 || c.i >= len(c.s) {
			return fail()
		}
		// 2012年3月3日
		if c.lit("年") || c.lit("년") {
			c.spaces()
			m, n1 := c.number()
			if n1 == 0 || !c.lit("月") && !c.lit("월") {
				return fail()
			}
			c.spaces()
			d, n2 := c.number()
			if n2 == 0 || !c.lit("日") && !c.lit("号") && !c.lit("일") {
				return fail()
			}
			return day(a, m, d, c, fail)
		}
		if c.lit("月") || c.lit("월") {
			c.spaces()
			if d, n := c.number(); n == 0 || d == 0 || d > 31 || a == 0 || a > 12 || !c.lit("日") && !c.lit("号") && !c.lit("일") {
				return fail()
			}
			return when{rel: true}, true // which year, nobody can tell
		}
		if na == 4 || na <= 2 {
			if sep := c.s[c.i]; (sep == '-' || sep == '/' || sep == '.') && c.i+1 < len(c.s) {
				c.i++
				if b, nb := c.number(); nb > 0 && nb <= 2 && c.i < len(c.s) && c.s[c.i] == sep {
					c.i++
					if sep == '.' {
						c.spaces()
					}
					y, ny := c.number()
					switch {
					case na == 4 && ny > 0 && ny <= 2:
						return day(a, b, y, c, fail)
					case na <= 2 && (ny == 4 || ny == 2):
						if ny == 2 {
							y += 2000
							if y >= 2070 {
								y -= 100
							}
						}
						return ds.slashed(a, b, y, sep, c, fail)
					}
					return fail()
				}
				c.i = first + na
			}
		}
		if na > 2 || a > 31 || a == 0 {
			return fail()
		}
		// 3rd March 2012, 3. März 2012, 3 de marzo de 2012, 3-Mar-2012
		if !c.wordIs("st", "nd", "rd", "th", "er", "º") {
			c.lit(".")
			c.lit("º")
		}
		c.skipAny(" -/")
		if c.wordIs("of", "de") {
			c.spaces()
		}
		name := c.word()
		m := monthNames[name]
		if m == 0 || !c.atEnd() {
			return fail()
		}
		if c.i < len(c.s) && c.s[c.i] == '.' && len(name) <= 10 && c.i+1 < len(c.s) && c.s[c.i+1] == ' ' {
			c.i++
		}
		end := c.i
		c.skipAny(" ,.-/’'")
		if c.wordIs("de", "del") {
			c.spaces()
		}
		if y, n := c.number(); n == 4 && y >= 1900 && y < 2200 && c.atEnd() {
			return day(y, m, a, c, fail)
		} else if n == 2 && c.s[end:min(end+1, len(c.s))] == "-" {
			return day(2000+y, m, a, c, fail)
		}
		c.i = end
		if wordMonths[name] {
			return fail()
		}
		return when{rel: true}, true
	}
	m := monthNames[c.word()]
	if m == 0 {
		return fail()
	}
	c.lit(".")
	gap := c.i
	c.spaces()
	if c.i == gap {
		return fail()
	}
	d, n := c.number()
	if n == 0 || n > 2 || d == 0 || d > 31 {
		return fail()
	}
	c.wordIs("st", "nd", "rd", "th")
	if !c.atEnd() {
		return fail()
	}
	end := c.i
	c.skipAny(" ,’'")
	if y, n := c.number(); n == 4 && y >= 1900 && y < 2200 && c.atEnd() {
		return day(y, m, d, c, fail)
	}
	c.i = end
	return when{rel: true}, true
}

// wordMonths are short names of months that are words, too: only a year after
// them makes a date.
var wordMonths = map[string]bool{"out": true, "set": true, "ago": true, "mag": true, "gen": true, "sen": true, "mart": true, "lug": true, "die": true, "ene": true, "ott": true, "dic": true, "maj": true, "ekim": true, "mac": true, "lip": true, "gru": true}

func day(y, m, d int, c *cursor, fail func() (when, bool)) (when, bool) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1900 || y >= 2200 || m < 1 || m > 12 || t.Day() != d {
		return fail()
	}
	// "2012-03-03T10:41": the T belongs to the clock.
	if !c.atEnd() && c.s[c.i] != 'T' {
		return fail()
	}
	return when{date: Date{Time: t}}, true
}

func (ds dateScanner) slashed(a, b, y int, sep byte, c *cursor, fail func() (when, bool)) (when, bool) {
	d, m := a, b
	if sep != '.' && (b > 12 || a <= 12 && !ds.dayFirst) {
		d, m = b, a
	}
	w, ok := day(y, m, d, c, fail)
	w.slash = sep != '.'
	w.a, w.b = a, b
	return w, ok
}
