package article

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A metadata line is one that says who, when, how many votes, or offers an
// action, in place of saying something: "Jane Doe • 3 years ago",
// "12 people recommend this", "Reply · Share", "Posted by: Jane". parseMeta
// takes a line apart into such elements and what is left over. A line whose
// rest is nothing or a name is metadata, whatever site it comes from.

// metaLimit is the longest line, in bytes, that may be metadata.
const metaLimit = 220

// chunk is a run of ordinary words in a metadata line.
type chunk struct {
	text        string
	before, sep string // the separators on its two sides, "" for a plain space
	field       string // "author" after "Posted by" and the like
}

type meta struct {
	ok      bool
	chunks  []chunk
	date    when
	hasTime bool // a date or relative time stands in the line
	timeAt  int  // number of chunks before the time
	votes   bool
	up, dn  int
	nums    []int // bare numbers, meaning unknown
	actions int   // Reply, Share, Report …
	strong  int   // those of actions that stand under comments only
	badges  int
	verb    bool // "says", "wrote:"
	teaser  bool // "12 comments": the line points at another page
	colon   bool // ends in a colon
	pointer string
	replies bool   // "NAME replied to", "NAME > PARENT"
	key     string // "author", "date", "title", "pointer", "text", "skip" for "Key: value" lines
	value   string
	sig     string // the order of the elements, for regularity
}

type phraseKind uint8

const (
	pAction  phraseKind = iota // an action or a control of the page
	pStrong                    // an action that stands under comments only
	pBadge                     // a word beside an author's name
	pVerb                      // says, wrote
	pUp                        // a word beside the number of votes for
	pDown                      // … against
	pGlue                      // by, on, at
	pReplyTo                   // in reply to NAME
	pScore                     // a net score: points
)

func phraseTable() map[string]phraseKind {
	t := map[string]phraseKind{}
	add := func(k phraseKind, list string) {
		for _, p := range strings.Split(list, "|") {
			t[strings.TrimSpace(p)] = k
		}
	}
	add(pStrong, `reply|report|report abuse|report comment|report this comment|report post|report this post|report as abuse|report as inappropriate|report inappropriate|report offensive content|
		flag|flag comment|flag as inappropriate|flag as offensive|mark as spam|reply to this comment|reply to this|reply to this post|reply to comment|reply with quote|quote|quote this|log in to reply|login to reply|sign in to reply|register to reply|
		log in or register to post comments|login or register to post comments|log in to post comments|log in to respond|log in to like|permalink|suggest removal|suggest deletion|request removal|link to this comment|link to this|permanent link|vote up|vote down|upvote|downvote|up vote|down vote|
		recommend this comment|like this comment|give award|give gold|award|report user|block user|hide replies|view reply|view replies|show reply|show replies|hide reply|view all replies|
		show parent|parent|view parent|context|full comments|respond|reply quote|report quote|share comment|share this comment|copy comment link|
		antworten|melden|beitrag melden|répondre|signaler|signaler un abus|signaler ce commentaire|offensive|inappropriate|complain about this comment|reply with quote|responder|denunciar|reportar|rispondi|segnala|ответить|пожаловаться|回复|举报|返信|答复|回覆|檢舉|reageer|svara|svar|رد|إبلاغ|ответ|жалоба|답글|신고|返信する|通報|odpowiedz|zgłoś|balas|laporkan|yanıtla|bildir|
		kommentar melden|auf kommentar antworten|missbrauch melden|zitieren|zitat|répondre à ce commentaire|citer|alerter|signaler un contenu|signaler un contenu inapproprié|contester|
		reportar comentario|denunciar comentario|citar|responder a este comentario|reportar abuso|comentar|denuncia|denunciar abuso|rispondi al commento|segnala abuso|segnala commento|cita|
		citeren|beantwoorden|meld|rapporteer|rapporteren|anmäl|anmäla|anmäl inlägg|rapportera|citera|svara på inlägg|besvar|anmeld|rapporter|anmeld kommentar|siter|citér|
		цитировать|ответить с цитированием|пожаловаться на комментарий|показать ответы|ссылка|відповісти|поскаржитися|cytuj|zgłoś nadużycie|zgłoś komentarz|odpowědět|nahlásit|reagovat|válasz|vastaa|ilmoita|ilmoita asiaton|lainaa|
		şikayet et|cevapla|trả lời|báo cáo|تعليق|بلغ|بلّغ|الرد|تبليغ|الإبلاغ|引用|举报此评论|回應|留言|回复ta|投诉|查看对话|返信を表示|違反報告|通報する|답글쓰기|답글 달기|답글달기|
		reply to this message|reply to thread|reply to all|view this reply|more replies|show thread|read replies|search comments|search the comments|expand comment search|go to parent|thread|collapse thread|in context|quote reply|quote this post|multiquote|multi-quote|react|add reaction|leave a reply|click here to reply|reply privately|report spam|report content|report message|flag this|flag for review|flag this comment|flag this post|abusive|report violation|log in to comment|sign in to comment|vote this up|vote this down|give feedback|cached|direct link|link to comment|link to this post|go to comment|expand thread|reply to author|forward|see original|view original|moderate|rate it up|rate it down|comment link`)
	add(pAction, `share|share this|share this article|save|edit|delete|embed|follow|follow user|following|unfollow|block|mute|hide|read more|show more|show less|see more|view more|more|less|expand|collapse|
		load more|load more comments|show more replies|view more replies|show more comments|more comments|see more comments|translate|see translation|translate to english|copy link|copy|tip|bookmark|link|print|email|e-mail|tweet|pin it|
		share on facebook|share on twitter|share on whatsapp|share via email|view in discussion|show in discussion|was this helpful|not helpful|was this comment helpful|rate this comment|rate this|rate up|rate down|
		delete comment|edit comment|message|send message|private message|pm|view profile|profile|view user profile|send a private message|add as friend|ignore user|ignore|notify me|subscribe|subscribe to thread|open|close|
		previous|next|top|back to top|newest|oldest|best|most liked|most replies|sort by|sort by newest|sort by oldest|sort by best|newest first|oldest first|most recommended|teilen|partager|compartir|condividi|поделиться|分享|delen|dela|del|udostępnij|paylaş|bagikan|compartilhar|مشاركة|シェア|공유|转发|轉發|收藏|sdílet|jaa|поширити|link kopieren|copier le lien|copiar enlace|copiar link|copia link|скопировать ссылку|kopieren|übersetzen|traduire|ver traducción|mostra traduzione|
		mehr anzeigen|weiterlesen|weniger anzeigen|mehr lesen|alles lesen|lire la suite|voir plus|afficher la suite|ver más|leer más|ver mais|leia mais|mostra altro|leggi tutto|ещё|читать дальше|читать далее|展开|收起|展开全文|全文|もっと見る|続きを読む|더보기|meer lezen|lees meer|läs mer|les mer|læs mere|
		antworten anzeigen|antworten ausblenden|weitere antworten|alle antworten anzeigen|afficher les réponses|voir les réponses|ver respuestas|ver respostas|vedi risposte|mostra risposte|click to expand|click to expand quote|expand quote|show full comment|read full comment|show quote|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|reklama|реклама|广告|annonce|advertentie|
		score hidden|retweet|retweets|views|shares|tweets|click to rate|advertisement|story continues below|article continues|story continues|story continues below advertisement|article continues below|continue reading|continue reading the main story|show this thread|thread|options|menu|actions|comment actions|more options|share link|facebook|twitter|reddit|linkedin|whatsapp|pinterest|google+|digg|stumbleupon|delicious`)
	add(pBadge, `avatar|user avatar|profile picture|profile photo|profile image|user image|moderator|mod|admin|administrator|author|article author|op|verified|verified user|staff|staff member|top commenter|top contributor|top fan|contributor|
		guest|member|registered user|senior member|junior member|new member|super member|veteran member|subscriber|premium subscriber|premium member|pro|pinned|pinned by|pinned comment|featured|featured comment|editor's pick|editors' pick|editors pick|nyt pick|nyt picks|
		times pick|guardian pick|staff pick|top comment|best comment|highlighted comment|highlighted reply|edited|modified|new|online|offline|original poster|level|reputation|unregistered|trusted member|active|insider|badge|author's reply|anonymous user|reader|reader comment|via mobile|via web|via iphone|via android|mobile|awaiting moderation|hidden|anonymous|not verified|unverified|subscriber comment|
		thumb|thumbnail|image|photo|user|commenter|commented|picture|new user|bearbeitet|modifié|editado|modificato|geändert|redaktionsempfehlung|leserempfehlung|redaktion|autor|autorin|moderation|abonnent|abonnentin|gast|mitglied|registrierter benutzer|neuer benutzer|
		abonné|abonnée|modérateur|modératrice|invité|membre|auteur|rédaction|la rédaction|moderador|moderadora|administrador|invitado|usuario registrado|suscriptor|redacción|miembro|destacado|comentario destacado|assinante|convidado|redazione|moderatore|utente|ospite|abbonato|autore|
		redactie|abonnee|gast|bewerkt|redaktör|moderatör|redigerat|redigert|redigeret|автор|модератор|администратор|гость|отредактировано|изменено|редакция|пользователь|подписчик|edytowano|moderator|redakcja|gość|düzenlendi|diedit|upraveno|muokattu|ред|
		作者|楼主|樓主|置顶|置頂|已编辑|管理员|版主|热评|精选|編集済み|投稿者|固定|작성자|수정됨|관리자|مشرف|كاتب|معدل|عضو|زائر|محرر|
		top 1% commenter|top 1% poster|top 5% commenter|top 10% commenter|maintainer|collaborator|owner|supporter|patron|sponsor|donor|founder|founding member|paid subscriber|paid|premium|plus|vip|gold member|regular|local guide|top reviewer|verified buyer|verified purchase|verified reviewer|first-time commenter|first time commenter|new commenter|rising star|frequent commenter|conversation starter|top voice|most valuable commenter|comment of the day|editor|journalist|writer|blog author|post author|author of the post|in reply|edited by moderator|edited by author|last edited|(edited)|trusted commenter|ambassador|established member|well-known member|active member|full member|hero member|sr. member|jr. member|newbie|rookie|lurker|expert|veteran|legend|elite|banned|suspended|deactivated|1st|2nd|3rd|3rd+|promoted|pinned post|highlighted|op reply|creator|host|liked by author|liked by creator|creator reply`)
	add(pVerb, `says|said|wrote|writes|commented|comments|replied|replies|responded|posted|asks|asked|adds|added|schrieb|sagt|a écrit|dit|dice|escribió|scrive|ha scritto|пишет|says on|schreef|disse|escreveu|meint|meinte|kommentiert|kommentierte|antwortete|hat geschrieben|hat kommentiert|hat gesagt|schreibt|a dit|a commenté|a répondu|écrit|comentó|ha escrito|ha dicho|dijo|respondió|comenta|opina|diz|comentou|respondeu|escreve|ha detto|commenta|ha commentato|ha risposto|dice|
		zegt|zei|reageerde|schrijft|säger|skrev|skriver|sier|siger|kommenterade|написал|написала|написал(а)|сказал|сказала|говорит|комментирует|пишет|pisze|napisał|napisała|napisał(a)|mówi|napsal|říká|dedi ki|yazdı|diyor ki|kirjoitti|sanoo|berkata|menulis|írta|каже|写道|說|说|说道|评论|発言|さん|님의 말|يقول|تقول|كتب|كتبت|قال|علق|
		signed this petition|signed this|signed the petition|has signed|reviewed this|reviewed|rated this|shared this|shared a comment|tweeted|posted this|posted a comment|left a comment|left a reply|left a response|made a comment|added a comment|writes in|has written|answered|answered this|chimed in|opened this issue|commented on this|left a review|started this thread|started the conversation|joined the discussion`)
	add(pUp, `likes|like|liked|liked this|like this|likes this|people like this|person likes this|people liked this|person liked this|people like this comment|person likes this comment|people liked this comment|person liked this comment|users like this|user likes this|user liked this|readers like this|reader likes this|others like this|people agree|person agrees|a favor|a favore|recommend|recommended|recommends|recommendations|recommend this|people recommend|people recommend this|person recommends|person recommends this|readers recommend|readers recommend this|readers recommended this|recommended by|
		users liked this|upvotes|up votes|thumbs up|thumb up|agree|agrees|votes up|up|helpful votes|people found this helpful|found this helpful|hearts|claps|rating up|likes received|thanks|gefällt mir|j'aime|me gusta|mi piace|нравится|赞|支持|顶|推荐|いいね|공감|helpful|empfehlen|empfehlungen|empfohlen|leserempfehlungen|daumen hoch|zustimmen|zustimmung|positiv|recommander|recommandations|approuver|d'accord|utile|valorar|recomendar|recomendaciones|votos positivos|estoy de acuerdo|gosto|gostei|curtir|curtidas|recomendado|consiglia|d'accordo|vind ik leuk|leuk|eens|aanbevolen|gilla|gillar|liker|synes godt om|нравится|лайк|лайков|плюс|lubię to|lubi to|beğen|beğeni|suka|líbí se mi|tykkää|点赞|點讚|讚|推|좋아요|추천|参考になった|そう思う|إعجاب|أعجبني|إعجابات|thích|подобається|
		thumbs up!|reactions|reaction|favorites|favourites|faves|boosts|boost|stars|kudos|applause|clap|high fives|people found this review helpful|people reacted|found this useful|useful|respect|respected|sympathise|approve|insightful|funny|rate up`)
	add(pDown, `dislikes|dislike|downvotes|down votes|thumbs down|thumb down|disagree|disagrees|votes down|down|rating down|不喜欢|反对|踩|비공감|daumen runter|ablehnen|negativ|gefällt mir nicht|je n'aime pas|pas d'accord|no me gusta|en contra|votos negativos|en desacuerdo|não gostei|não curti|non mi piace|oneens|ogillar|не нравится|минус|nie lubię|beğenme|싫어요|参考にならなかった|そう思わない|لم يعجبني|thumbs down!|unhelpful`)
	add(pScore, `click to rate|points|point|score|votes|vote|rating|karma|net score|pts|punkte|punkt|puntos|punti|pontos|punten|poäng|point(s)|очки|очков|баллов|рейтинг|оценка|punkty|punktów|bewertung|bewertungen|votos|voti|stimmen|voix|bodů|分`)
	add(pReplyTo, `in reply to|replying to|reply to|replied to|responding to|in response to|response to|@ reply to|answering|antwort auf|en réponse à|en respuesta a|в ответ|antwort an|als antwort auf|réponse à|répond à|a répondu à|respuesta a|responde a|respondiendo a|em resposta a|resposta a|respondendo a|in risposta a|risposta a|risponde a|als reactie op|reactie op|antwoord op|reageert op|som svar på|svar på|svar till|svar til|svarer|в ответ на|ответ на|ответил|отвечает|у відповідь|odpowiedź na|w odpowiedzi na|odpowiada|回复|回覆|回應|답글|ردا على|رداً على|رد على|yanıt olarak|sebagai balasan|v odpovědi na|replies to|reply for|comment to|answers to|in answer to|in reply to post by|replied to a comment by|replied to a post by|@reply`)
	add(pGlue, `by|on|at|posted by|postby|posted on|posted at|posted|submitted by|submitted on|submitted|written by|comment by|comment from|comment posted by|comment left by|left by|sent by|from|le|am|um|via|von|par|por|geschrieben von|écrit par|posté par|publié le|added on|added by|added|
		kommentar von|beitrag von|verfasst von|gesendet von|gepostet von|eingetragen von|geschrieben am|commentaire de|commentaire par|rédigé par|publié par|déposé par|envoyé par|posté le|écrit le|escrito por|publicado por|comentario de|enviado por|comentado por|publicado el|comentário de|comentário por|postado por|publicado em|escrito em|scritto da|pubblicato da|inviato da|commento di|postato da|scritto il|geplaatst door|geplaatst op|geschreven door|reactie van|door|skrivet av|inlagt av|skrevet av|postet av|av|af|автор|от|написал|опубликовал|комментарий от|dodał|napisane przez|przez|autor|dodano|gönderen|yazan|oleh|від|от пользователя|
		commented on|commented by|replied on|replied at|said on|response by|response from|responded on|review by|reviewed by|reviewed on|review from|opinion by|message from|message by|message posted by|shared by|contributed by|entered by|letter from|answer by|answered by|asked by|tweeted by|a comment by|a reply by|sent on|sent|written on|date|posted to|created|created on|created by`)
	return t
}

// phrases is read-only once built.
var phrases = phraseTable()

var maxPhrase = func() int {
	n := 0
	for p := range phrases {
		n = max(n, strings.Count(p, " ")+1)
	}
	return n
}()

// fieldKeys are the keys of "Key: value" lines.
var fieldKeys = map[string]string{
	"posted by": "author", "author": "author", "name": "author", "by": "author", "from": "author", "user": "author", "username": "author", "written by": "author", "submitted by": "author", "comment by": "author", "poster": "author", "commenter": "author", "nick": "author", "nickname": "author", "member": "author",
	"date": "date", "posted": "date", "posted on": "date", "posted at": "date", "time": "date", "date posted": "date", "submitted": "date", "sent": "date", "on": "date", "date/time": "date", "when": "date", "published": "date", "added": "date",
	"subject": "title", "post subject": "title", "title": "title", "topic": "title", "headline": "title", "re": "re", "aw": "re",
	"in reply to": "pointer", "reply to": "pointer", "replying to": "pointer", "in response to": "pointer",
	"comment": "text", "message": "text", "text": "text", "content": "text", "body": "text",
	"join date": "skip", "joined": "skip", "posts": "skip", "location": "skip", "from location": "skip", "country": "skip", "city": "skip", "registered": "skip", "member since": "skip", "total posts": "skip", "reputation": "skip", "rep power": "skip", "age": "skip", "gender": "skip", "occupation": "skip", "ip": "skip", "website": "skip", "email": "skip", "status": "skip", "rank": "skip", "comments posted": "skip", "last edited": "skip", "last edited by": "skip", "post id": "skip", "id": "skip", "thanks": "skip", "thanked": "skip", "recommended by": "skip",
}

// isSep reports whether r separates elements wherever it stands.
func isSep(r rune) bool {
	return strings.ContainsRune("·•|,;()[]{}»›‹«▸►▹→↷⤷➜➔➝⇒⇨↩↪←↑↳↵…“”\"—–―:*~⋅∙●◦‣−<>#=_⋮", r)
}

// voteGlyph tells which way an arrow or a thumb points.
func voteGlyph(r rune) int {
	switch {
	case r < 0x2190: // no arrow stands before
		return 0
	case strings.ContainsRune("▲△⬆↑👍❤♥♡⇧🔼", r):
		return 1
	case strings.ContainsRune("▼▽⬇↓👎⇩🔽", r):
		return -1
	}
	return 0
}

// parseMeta takes s (one line without bullet or number) apart.
func (ds dateScanner) parseMeta(s string) meta {
	var m meta
	s = strings.TrimSpace(s)
	if s == "" || len(s) > metaLimit {
		return m
	}
	if ds.parseField(s, &m) {
		return m
	}
	if i := strings.IndexByte(s, '^'); i >= 0 && i < 12 {
		// "14 ^ | v 3": arrows that are letters.
		if g := caretRe.FindStringSubmatch(s); g != nil {
			s = "▲ 0" + g[1] + " ▼ 0" + g[2] + " " + s[len(g[0]):]
		}
	}
	if g := addressIn(s); g != nil && g[0] > 0 {
		s = strings.TrimRight(s[:g[0]], " |·•,-(") // where it was sent from
	}
	ds.parseElements(s, &m)
	return m
}

var (
	caretRe   = regexp.MustCompile(`^(\d{0,6}) ?\^ ?[|·•]? ?v ?(\d{0,6})(?: |$)`)
	addressRe = regexp.MustCompile(`(?i)[(\[]?\b(?:ip(?: address)?|来自|來自|发自)\s?[::]?\s*[\dxX*]{1,3}\.[\dxX*.]{2,12}[)\]]?$|\s+(?:来自|來自|发自|发布于|ip属地)[::]?\s*\S{1,20}$`)
)

// addressIn finds where the address begins that a line ends in. Few lines
// have its words, and the expression tries every place.
func addressIn(s string) []int {
	if !containsAny(s, "自", "发布于", "属地") && (strings.IndexByte(s, '.') < 0 || !containsAny(s, "ip", "IP", "Ip", "iP")) {
		return nil
	}
	return addressRe.FindStringIndex(s)
}

// parseField reads "Posted by: Jane Doe".
func (ds dateScanner) parseField(s string, m *meta) bool {
	i := strings.IndexByte(s, ':')
	if i <= 0 || i > 24 {
		return false
	}
	key := fieldKeys[strings.ToLower(strings.Join(strings.Fields(strings.Trim(s[:i], "*_ ")), " "))]
	val := strings.TrimSpace(strings.TrimLeft(s[i+1:], "*_ "))
	switch key {
	case "author":
		if val == "" || utf8.RuneCountInString(val) > 60 {
			return false
		}
		var inner meta
		ds.parseElements(val, &inner)
		if inner.ok && len(inner.chunks) > 0 && inner.hasTime {
			*m = inner
			m.chunks[0].field = "author"
			m.sig = "K" + inner.sig
			return true
		}
		m.chunks = []chunk{{text: val, field: "author"}}
	case "date":
		w, n := ds.scan(val)
		if n == 0 {
			return false
		}
		rest := strings.TrimSpace(strings.Trim(val[n:], " .,;|-–—()"))
		if rest != "" {
			var inner meta
			ds.parseElements(val, &inner)
			if !inner.ok {
				return false
			}
			*m = inner
			m.sig = "K" + inner.sig
			return true
		}
		m.date, m.hasTime = w, true
	case "title", "re":
		if val == "" {
			return false
		}
	case "pointer":
		if val == "" || utf8.RuneCountInString(val) > 60 {
			return false
		}
		m.pointer = val
	case "text", "skip":
		if key == "skip" && utf8.RuneCountInString(val) > 60 {
			return false
		}
	default:
		return false
	}
	if key == "re" {
		val = s // "RE: Scrap it" is the title as its writer has it
	}
	m.ok, m.key, m.value, m.sig = true, key, val, "K"+key
	return true
}

func (ds dateScanner) parseElements(s string, m *meta) {
	var sig strings.Builder
	var cur strings.Builder // the open chunk
	lastSep := ""           // separators since the last element
	opened := ""            // separators before the open chunk
	field := ""             // what the next chunk is
	prevWord := false       // the previous token was an ordinary word
	words := 0              // ordinary words in all
	flush := func() {
		if cur.Len() > 0 {
			m.chunks = append(m.chunks, chunk{text: cur.String(), before: opened, sep: "", field: field})
			field = ""
			cur.Reset()
			sig.WriteByte('N')
		}
		prevWord = false
	}
	closeSep := func(sep string) {
		flush()
		if n := len(m.chunks); n > 0 && m.chunks[n-1].sep == "" {
			m.chunks[n-1].sep = sep
		}
		lastSep = sep
	}
	voteWord, voteDir := false, 0 // a vote word waits for its number
	vote := func(dir, n int) {
		m.votes = true
		switch {
		case dir > 0 && m.up == 0: // the first of "Agree (12) … Recommend (1)"
			m.up = n
		case dir < 0 && m.dn == 0:
			m.dn = n
		}
	}
	type num struct {
		v    int
		sign byte
	}
	var pending *num // a number waits for its word
	settle := func() {
		if pending == nil {
			return
		}
		switch pending.sign {
		case '+':
			vote(1, pending.v)
		case '-':
			vote(-1, pending.v)
		default:
			m.nums = append(m.nums, pending.v)
		}
		pending = nil
	}
	glyphFirst := glyphsFirst(s)
	first := ""
	i := 0
	for i < len(s) && words < 14 {
		r, rn := utf8.DecodeRuneInString(s[i:])
		if r == ' ' || r == '\t' {
			// A wide gap separates as a bar does.
			if j := skipSpaces(s, i); j-i >= 2 && cur.Len() > 0 {
				closeSep("  ")
			}
			i += rn
			continue
		}
		boundary := i == 0 || s[i-1] == ' ' || s[i-1] == '\t' || !prevWord
		if g := voteGlyph(r); g != 0 {
			flush()
			i += rn
			if strings.HasPrefix(s[i:], "\uFE0F") {
				i += len("\uFE0F")
			}
			m.votes = true
			if glyphFirst {
				settle()
				voteWord, voteDir = true, g
			} else if pending != nil {
				vote(g, pending.v)
				pending = nil
			}
			sig.WriteByte('V')
			continue
		}
		// '@' begins a handle; a time may follow "@" as well.
		if boundary {
			if w, n := ds.scan(s[i:]); n > 0 && wordEnds(s, i+n) {
				// "May 3" after a name is a date; "3 days" alone is none, scan saw to that.
				if m.hasTime {
					if w.rel || !m.date.rel {
						// A second time, such as "(edited 2 hours ago)", adds nothing.
						flush()
						i += n
						continue
					}
				}
				settle()
				flush()
				m.date, m.hasTime, m.timeAt = w, true, len(m.chunks)
				sig.WriteByte('T')
				voteWord = false
				i += n
				continue
			}
			if k, n := matchPhrase(s, i); n > 0 {
				next := i + n
				if accept(s, i, next, k, cur.Len() > 0, lastSep) {
					switch k {
					case pAction, pStrong:
						// "3 replies", "Reply 3": a number beside an action counts nothing we keep.
						flush()
						pending = nil
						m.actions++
						if k == pStrong {
							m.strong++
						}
						voteWord = false
						if p := skipSpaces(s, next); p < len(s) {
							if _, sign, n := scanCount(s[p:]); n > 0 && sign == 0 && wordEnds(s, p+n) {
								k, kn := matchPhrase(s, skipSpaces(s, p+n))
								counts := kn > 0 && (k == pUp || k == pDown || k == pScore) // "Reply 4 Votes"
								if w, wn := ds.scan(s[p:]); !counts && (wn == 0 || !w.rel && wn <= n) {
									next = p + n
								}
							}
						}
						sig.WriteByte('A')
					case pBadge:
						flush()
						if m.badges == 0 && sig.Len() == 0 {
							first = s[i:next]
						}
						m.badges++
						sig.WriteByte('B')
					case pVerb:
						flush()
						if pending != nil {
							pending = nil // "3 replies"
							m.teaser = m.teaser || strings.EqualFold(s[i:next], "comments")
							m.actions++
							m.strong++
						} else {
							m.verb = true
							sig.WriteByte('S')
						}
					case pUp, pDown, pScore:
						flush()
						dir := map[phraseKind]int{pUp: 1, pDown: -1, pScore: 0}[k]
						if pending != nil {
							if dir == 0 {
								dir = 1
								if pending.sign == '-' {
									dir = -1
								}
							}
							vote(dir, pending.v)
							pending = nil
						} else {
							voteWord, voteDir = true, dir
							m.votes = true
						}
						sig.WriteByte('V')
					case pReplyTo:
						flush()
						m.replies = true
						field = "pointer"
					case pGlue:
						flush()
						if strings.HasSuffix(strings.ToLower(strings.TrimRight(s[i:next], " ")), "by") || strings.EqualFold(s[i:next], "from") || strings.EqualFold(s[i:next], "von") || strings.EqualFold(s[i:next], "par") || strings.EqualFold(s[i:next], "por") {
							field = "author"
							if g := sig.String(); pending != nil || g != "" && strings.ContainsAny(g[len(g)-1:], "ABV") {
								field = "other" // "Liked by Jane", "1 reply by Jane"
								pending = nil
							}
						}
					}
					i = next
					continue
				}
			}
			if v, sign, n := scanCount(s[i:]); n > 0 && wordEnds(s, i+n) {
				if cur.Len() > 0 && sign == 0 && lastSep == "" && !countNext(s, i+n) {
					// "Boeing 747", "Agent 99": part of a name.
					cur.WriteByte(' ')
					cur.WriteString(s[i : i+n])
					i += n
					words++
					continue
				}
				flush()
				if voteWord {
					d := voteDir
					if d == 0 {
						d = 1
						if sign == '-' {
							d = -1
						}
					}
					vote(d, v)
					voteWord = false
				} else {
					settle()
					pending = &num{v, sign}
				}
				i += n
				continue
			}
		}
		if isSep(r) || r == '/' && (i == 0 || s[i-1] == ' ') || (r == '-' || r == '+' || r == '.' || r == '@' || r == '?' || r == '!') && (i == 0 || s[i-1] == ' ' || !prevWord) && sepEnds(s, i+rn) {
			if r == '_' && cur.Len() > 0 || r == '#' && i+rn < len(s) && s[i+rn] != ' ' && (cur.Len() > 0 || !isDigitAt(s, i+rn)) {
				goto ordinary
			}
			if (r == '>' || strings.ContainsRune("▸►▹→›↷⤷➜➔➝⇒⇨", r)) && (cur.Len() > 0 || len(m.chunks) == 1 && lastSep == "") && skipSpaces(s, i+rn) < len(s) && r != '›' {
				closeSep(string(r))
				field = "pointer"
				m.replies = true
				i += rn
				continue
			}
			if r == '<' && strings.HasPrefix(s[i:], "<") && cur.Len() > 0 {
				goto ordinary
			}
			closeSep(string(r))
			if r == ':' && skipSpaces(s, i+rn) >= len(s) {
				m.colon = true
			}
			i += rn
			continue
		}
	ordinary:
		{
			j := i + rn
			for j < len(s) {
				r2, n2 := utf8.DecodeRuneInString(s[j:])
				if r2 == ' ' || r2 == '\t' {
					break
				}
				if isSep(r2) && !strings.ContainsRune("_#*~=<", r2) {
					// "O’Neil:" ends before the colon; "10:30" and "a:b" go on.
					if r2 != ':' || j+n2 >= len(s) || s[j+n2] == ' ' {
						break
					}
				}
				if voteGlyph(r2) != 0 {
					break
				}
				j += n2
			}
			if cur.Len() == 0 {
				opened = lastSep
			} else {
				cur.WriteByte(' ')
			}
			settle()
			cur.WriteString(s[i:j])
			lastSep = ""
			prevWord = true
			words++
			i = j
		}
	}
	if i < len(s) && strings.TrimSpace(s[i:]) != "" {
		return // too many words for metadata
	}
	flush()
	settle()
	m.sig = sig.String()
	if m.votes && strings.IndexByte(s, '/') > 0 {
		// The net of both stands before them: "59 (61 / -2)".
		if g := ratioRe.FindStringSubmatch(s); g != nil {
			m.up, m.dn = atoi(g[1]), atoi(g[2])
		}
	}
	if m.verb && strings.HasSuffix(m.sig, "S") && (strings.HasSuffix(s, "...") || strings.HasSuffix(s, "…")) {
		m.colon = true // "Jane says..."
	}
	// A pointer is a chunk too; take it out.
	kept := m.chunks[:0]
	before := m.timeAt
	for k, c := range m.chunks {
		if c.field == "other" {
			m.badges++
			if k < before {
				m.timeAt--
			}
			continue
		}
		if c.field == "pointer" {
			m.pointer = c.text
			if k < before {
				m.timeAt--
			}
			continue
		}
		if k > 0 && len(kept) == 1 && c.before == "(" && startsLower(c.text) && k < before {
			// "Mrs. B. (not amused)": a place or a rank would have a capital.
			kept[0].text += " (" + c.text + ")"
			m.timeAt--
			continue
		}
		kept = append(kept, c)
	}
	m.chunks = kept
	if len(m.chunks) == 0 && (m.hasTime || m.verb) && m.actions == 0 && personBadges[strings.ToLower(first)] {
		// "Guest • 3 years ago": the only name there is.
		m.chunks = append(m.chunks, chunk{text: first, sep: "•"})
		m.timeAt = 1
	}
	if len(m.chunks) > 0 && (strings.HasPrefix(s, "[–]") || strings.HasPrefix(s, "[-]") || strings.HasPrefix(s, "[+]") || strings.HasPrefix(s, "[—]")) {
		// After a folding mark stands a handle of one word; a flair may follow.
		m.chunks[0].text = strings.Fields(m.chunks[0].text)[0]
	}
	something := m.hasTime || m.votes || m.actions > 0 || m.badges > 0 || m.verb || m.pointer != "" || len(m.nums) > 0
	if !something || len(m.chunks) > 4 {
		return
	}
	if len(m.nums) > 0 && !m.hasTime && !m.votes && m.actions == 0 && m.badges == 0 && !m.verb && len(m.chunks) > 0 {
		return
	}
	if len(m.chunks) == 0 && !m.hasTime && len(m.sig) >= 3 && strings.Trim(m.sig, m.sig[:1]) != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLower(r) && r != ' ' }) < 0 && !strings.Contains(s, "  ") {
		return // "mod parent up"
	}
	if len(m.chunks) == 0 && !m.hasTime && len(m.sig) <= 1 && (s[len(s)-1] == '.' || s[len(s)-1] == '!') && strings.IndexByte(s, ' ') < 0 {
		return // "Useful."
	}
	total := 0
	for k, c := range m.chunks {
		total += utf8.RuneCountInString(c.text)
		hard := k == 0 && c.sep == "," && m.hasTime && m.timeAt == len(m.chunks) && m.timeAt >= 2 || k > 0 && m.hasTime && k < m.timeAt && nameish(m.chunks[0].text, false) || (strings.Contains(c.before+c.sep, "-") || strings.Contains(c.sep, "  ")) && m.hasTime || strings.ContainsAny(c.before+c.sep, "•·|–—(>") || k == 0 && (m.verb && (m.colon || m.hasTime) || c.field == "author")
		if !nameish(c.text, hard) {
			return
		}
	}
	if total > 90 {
		return
	}
	// A question or an exclamation is speech.
	if last := s[len(s)-1]; (last == '?' || last == '!') && len(m.chunks) > 0 {
		return
	}
	if n := len(m.chunks); n > 0 && m.hasTime && m.date.rel && m.timeAt == n && strings.Trim(m.chunks[n-1].sep, ".") == "" && sentenceEnd(s) && s[len(s)-1] != ')' && strings.HasSuffix(m.sig, "T") {
		return // "We have bought it in bottles for two years."
	}
	if last := s[len(s)-1]; last == '.' && len(m.chunks) > 0 && !m.hasTime && m.strong == 0 && !m.verb {
		return
	}
	// One badge or vote word beside a name is too little: "Mark Up", "New York".
	if len(m.chunks) > 0 && !m.hasTime && m.pointer == "" && m.strong == 0 && !(m.verb && (m.colon || len(m.chunks) == 1)) {
		strongVotes := m.votes && (m.up+m.dn > 0 || strings.Contains(m.sig, "V"))
		if !(strongVotes && (m.up+m.dn > 0)) && !(m.badges > 0 && m.chunks[0].sep != "") && !(m.badges > 0 && len(m.chunks) == 1 && endsBadge(m.sig)) && m.chunks[0].field != "author" {
			return
		}
	}
	m.ok = true
}

// ratioRe reads votes for and against: "(61 / -2)", "+61/-2".
var ratioRe = regexp.MustCompile(`\+?(\d{1,6})\+? ?/ ?[-−](\d{1,6})\b`)

// personBadges are badges that stand for a name where there is no other.
var personBadges = map[string]bool{"guest": true, "user": true, "member": true, "reader": true, "anonymous user": true, "anonymous": true, "unregistered": true, "admin": true, "administrator": true, "moderator": true, "editor": true, "author": true, "staff": true, "subscriber": true,
	"redaktion": true, "moderation": true, "gast": true, "autor": true, "autorin": true, "rédaction": true, "la rédaction": true, "invité": true, "auteur": true, "redacción": true, "invitado": true, "moderador": true, "autore": true, "redazione": true, "ospite": true, "utente": true, "redactie": true, "автор": true, "гость": true, "модератор": true, "администратор": true, "редакция": true, "пользователь": true, "gość": true, "redakcja": true, "管理员": true, "作者": true, "楼主": true, "محرر": true, "زائر": true, "host": true, "creator": true, "owner": true, "maintainer": true, "journalist": true, "expert": true, "legend": true, "supporter": true, "newbie": true, "rookie": true, "lurker": true, "veteran": true, "regular": true, "op": true}

// glyphsFirst reports whether arrows stand before their numbers: the last
// arrow has a number after it.
func glyphsFirst(s string) bool {
	for i := len(s); i > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		i -= n
		if voteGlyph(r) != 0 {
			rest := strings.TrimLeft(s[i+n:], " \t(:\uFE0F")
			return rest != "" && (rest[0] >= '0' && rest[0] <= '9')
		}
	}
	return false
}

func endsBadge(sig string) bool { return strings.HasSuffix(sig, "NB") }

func isDigitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

func skipSpaces(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

func sepEnds(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// wordEnds reports whether a token may end at i.
func wordEnds(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' && r != '-' && r != '_' || r == '-' && i+1 < len(s) && s[i+1] == ' '
}

// matchPhrase finds the longest phrase of the table at s[i:].
func matchPhrase(s string, i int) (phraseKind, int) {
	var best phraseKind
	n := 0
	end := i
	var key strings.Builder
	for w := 0; w < maxPhrase; w++ {
		j := end
		if w > 0 {
			j = skipSpaces(s, j)
			if j == end || j >= len(s) {
				break
			}
			key.WriteByte(' ')
		}
		k := j
		for k < len(s) {
			r, rn := utf8.DecodeRuneInString(s[k:])
			if !unicode.IsLetter(r) && !(r == '\'' || r == '’' || r == '-' || r == '+') {
				break
			}
			if r == '’' {
				r = '\''
			}
			key.WriteRune(unicode.ToLower(r))
			k += rn
		}
		if k == j {
			break
		}
		end = k
		if kind, ok := phrases[key.String()]; ok && wordEnds(s, k) {
			best, n = kind, k-i
		}
	}
	return best, n
}

// countNext reports whether what follows makes a number before it a count.
func countNext(s string, i int) bool {
	i = skipSpaces(s, i)
	if i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	if voteGlyph(r) != 0 {
		return true
	}
	k, n := matchPhrase(s, i)
	return n > 0 && (k == pUp || k == pDown || k == pScore || k == pStrong || k == pVerb)
}

// accept decides whether the phrase s[i:next] is an element here or just a
// word of a name: "Reply" before a bar is one, "More" in "Thomas More" is not.
func accept(s string, i, next int, k phraseKind, inChunk bool, lastSep string) bool {
	after := skipSpaces(s, next)
	if k == pGlue {
		if !inChunk {
			// "A" or "On" begins a name as well; a preposition is lower-case or
			// begins a line that goes on.
			if after >= len(s) {
				return false
			}
			w := strings.ToLower(s[i:next])
			return strings.HasSuffix(w, "by") || w == "from" && i == 0 || strings.HasSuffix(w, " von") || strings.HasSuffix(w, " par") || strings.HasSuffix(w, " from") || gluesTime(s, after)
		}
		// Inside a chunk glue is accepted only before a time.
		return gluesTime(s, after)
	}
	follows := after >= len(s)
	if !follows {
		r, _ := utf8.DecodeRuneInString(s[after:])
		follows = isSep(r) || voteGlyph(r) != 0 || r >= '0' && r <= '9' || r == '+' || r == '-' || r == '/' || r == '.' || r == '?' || after-next >= 2 || strings.ContainsRune("▾▿⌄∨☆★⚑🔗", r)
		if !follows {
			_, n := matchPhrase(s, after)
			follows = n > 0
		}
	}
	multi := strings.IndexByte(s[i:next], ' ') >= 0
	switch k {
	case pVerb:
		if inChunk || lastSep != "" || i > 0 {
			if after >= len(s) {
				return true
			}
			r, _ := utf8.DecodeRuneInString(s[after:])
			return r == ':' || r == '·' || r == '•' || r == '…' || strings.HasPrefix(s[after:], "...") || r == ',' || r == '-' || r == '–' || r == '—' || r == '|' || gluesTime(s, after)
		}
		return i > 0 && follows
	case pReplyTo:
		return after < len(s)
	case pBadge:
		if inChunk {
			// "Jane Doe Mod": a rank that no name ends in.
			switch s[i:next] {
			case "Mod", "Moderator", "MODERATOR", "MOD", "Admin", "ADMIN", "Staff", "STAFF", "OP", "Verified":
				return follows || startsTime(s, after)
			}
			return follows && multi
		}
		// A badge at the start of a line before a name: "Avatar Jane".
		return follows || i == 0 && strings.HasPrefix(strings.ToLower(s[i:next]), "avatar")
	case pUp, pDown, pScore:
		if inChunk {
			return false
		}
		return follows || i > 0 && unicode.IsDigit(rune(s[max(0, i-2)]))
	}
	// Actions.
	if inChunk && !multi {
		return follows && i >= 2 && s[i-1] == ' ' && s[i-2] == ' '
	}
	return follows
}

func startsTime(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	_, n := dateScanner{}.scan(s[i:])
	return n > 0
}

// gluesTime reports whether a date follows at s[i:], after words such as "on".
func gluesTime(s string, i int) bool {
	ds := dateScanner{}
	for range 3 {
		i = skipSpaces(s, i)
		if i < len(s) && (s[i] == ',' || s[i] == '@') {
			i = skipSpaces(s, i+1)
		}
		if i >= len(s) {
			return false
		}
		if _, n := ds.scan(s[i:]); n > 0 {
			return true
		}
		k, n := matchPhrase(s, i)
		if n == 0 || k != pGlue && k != pVerb {
			return false
		}
		i += n
	}
	return false
}

// scanCount reads a count: 12, 1,234, 1.2K, +5, -3, (12) without brackets.
func scanCount(s string) (v int, sign byte, n int) {
	i := 0
	if strings.HasPrefix(s, "−") {
		sign, i = '-', len("−")
	} else if s[0] == '+' || s[0] == '-' {
		sign, i = s[0], 1
	}
	start := i
	f, div := 0.0, 0.0
	for i < len(s) && i-start < 12 {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			f = f*10 + float64(c-'0')
			div *= 10
		case c == ',' && i+3 < len(s) && div == 0 && isDigitAt(s, i+1) && isDigitAt(s, i+2) && isDigitAt(s, i+3):
		case c == '.' && div == 0 && isDigitAt(s, i+1) && i > start:
			div = 1
		default:
			goto done
		}
		i++
	}
done:
	if i == start || i-start >= 12 {
		return 0, 0, 0
	}
	if div > 0 {
		f /= div
	}
	if i < len(s) {
		switch s[i] {
		case 'k', 'K':
			f, i, div = f*1e3, i+1, 0
		case 'm', 'M':
			f, i, div = f*1e6, i+1, 0
		}
	}
	if div > 0 {
		return 0, 0, 0 // "2.1" is no count
	}
	return int(f + 0.5), sign, i
}

// functionWords hardly stand, in lower case, in a person's name.
var functionWords = func() map[string]bool {
	t := map[string]bool{}
	for _, w := range strings.Fields(`was were is are be been am the of have had has do does did to it its i i'm i've my me we our you your they their he she his her him
		this that these those not no but in for with from about after before over since and or if so as at on by than then there here what when who how why which just
		will would can could should must may might don't didn't isn't it's that's there's can't won't more most very all any some only also because`) {
		t[w] = true
	}
	return t
}()

// nameish reports whether s may be what a page shows as a commenter's name (or
// place). hard says that separators set it off, so that odd user names pass.
func nameish(s string, hard bool) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 {
		return false
	}
	if n := utf8.RuneCountInString(s); n > 50 || !hard && n > 40 {
		return false
	}
	letters := false
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r > 0x2000 {
			letters = true
			break
		}
	}
	if !letters {
		return false
	}
	if hard {
		return true
	}
	fn := 0
	for _, w := range words {
		w = strings.Trim(w, ".,!?'\"“”")
		if functionWords[w] || w == "I" || w == "I'm" {
			fn++
		}
	}
	if fn > 0 {
		return false
	}
	switch s[len(s)-1] {
	case '?', '!', ',', ';':
		return false
	case '.':
		// Initials and "Jr." may end a name.
		last := words[len(words)-1]
		return len(words) > 1 && len(last) <= 4 || len(words) == 1 && strings.IndexByte(s, '.') < len(s)-1
	}
	return !strings.HasSuffix(s, "…")
}

// properName reports whether s looks like a person's name as it stands alone
// on a line: two to four capitalised words, or one word that looks like a
// handle. It is strict: text must not be taken for a name.
func properName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 4 || utf8.RuneCountInString(s) > 40 || !nameish(s, false) {
		return false
	}
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		lw := strings.ToLower(w)
		switch {
		case unicode.IsUpper(r) || unicode.Is(unicode.Han, r) || unicode.Is(unicode.Arabic, r) || unicode.Is(unicode.Hebrew, r) || unicode.Is(unicode.Hangul, r) || unicode.Is(unicode.Devanagari, r):
		case i > 0 && i < len(words)-1 && (lw == "de" || lw == "van" || lw == "von" || lw == "der" || lw == "da" || lw == "di" || lw == "la" || lw == "bin" || lw == "al" || lw == "el" || lw == "du" || lw == "den" || lw == "ten" || lw == "dos"):
		default:
			return false
		}
		if strings.ContainsAny(w, ":;!?\"“”()[]{}=/\\<>|") {
			return false
		}
		if functionWords[lw] {
			return false
		}
	}
	return len(words) >= 2 || utf8.RuneCountInString(s) >= 2
}
