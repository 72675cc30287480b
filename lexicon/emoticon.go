package lexicon

const shrug = `¯\_(ツ)_/¯`

// emoticons that start with a mark and are not built from eyes and mouth,
// longest first.
var markEmoticons = [...]string{
	">.<", ">_<", "</3", "<\\3", "<3", "^_^", "^-^", "^^", "-_-", "-.-", "*_*", "._.", ";_;", "(-_-)", "(^_^)", "\\o/",
}

// letterEmoticons start with a letter and stand alone.
var letterEmoticons = [...]string{"xD", "XD", "xP", "XP", "D:", "T_T", "O_O", "o_o", "O_o", "o_O", "o.O", "O.o", "T.T"}

// emoticonLen returns the length of the emoticon that starts with the mark at
// i, or 0.
func emoticonLen(s string, i int) int {
	switch s[i] {
	case ':', '=':
		return faceLen(s, i, i)
	case ';':
		if n := faceLen(s, i, i); n > 0 {
			return n
		}
	case '>':
		if i+1 < len(s) && (s[i+1] == ':' || s[i+1] == ';' || s[i+1] == '=') { // angry brow
			if n := faceLen(s, i, i+1); n > 0 {
				return n
			}
		}
	case '<', '^', '-', '*', '.', '(', '\\':
	default:
		return 0
	}
	for _, e := range markEmoticons {
		if hasExactly(s, i, e) && !alnumAt(s, i+len(e)) {
			return len(e)
		}
	}
	return 0
}

// faceLen reads eyes at i, an optional tear and nose, and a mouth; start is
// where the emoticon began.
func faceLen(s string, start, i int) int {
	eyes := s[i]
	i++
	nose := false
	if i < len(s) && s[i] == '\'' && eyes == ':' {
		i++
	}
	if i < len(s) && (s[i] == '-' || s[i] == '^' || s[i] == 'o' && i+1 < len(s) && (s[i+1] == ')' || s[i+1] == '(')) {
		nose = true
		i++
	}
	if i >= len(s) {
		return 0
	}
	switch m := s[i]; m {
	case ')', '(', ']', '[', '}', '{':
		if !nose && (m == '(' || m == '[' || m == '{') && alnumAt(s, i+1) {
			return 0 // "namely:(1)"
		}
		for i < len(s) && s[i] == m { // ":)))"
			i++
		}
		return i - start
	case 'D', 'P', 'p', 'O', 'o', 'S', 's', '3', 'x', 'X', '$':
		if eyes == '=' && !nose && (m != 'D' && m != 'P' && m != 'p') {
			return 0
		}
		if start > 0 && alnumAt(s, start-1) && !nose { // "12:30", "re:Dog"
			return 0
		}
		for i < len(s) && s[i] == m {
			i++
		}
		if alnumAt(s, i) {
			return 0
		}
		return i - start
	case '/', '\\', '|', '*':
		if i+1 < len(s) && (s[i+1] == m || alnumAt(s, i+1)) {
			return 0
		}
		return i + 1 - start
	}
	return 0
}

// letterEmoticon returns the length of the emoticon that starts with the
// letter at i, or 0.
func letterEmoticon(s string, i int) int {
	switch s[i] {
	case 'x', 'X', 'D', 'T', 'O', 'o':
	default:
		return 0
	}
	if i > 0 && alnumAt(s, i-1) {
		return 0
	}
	for _, e := range letterEmoticons {
		if hasExactly(s, i, e) && !alnumAt(s, i+len(e)) && (e != "D:" || i+2 == len(s) || class[s[i+2]] == cSpace) {
			return len(e)
		}
	}
	return 0
}

func hasExactly(s string, i int, e string) bool {
	return len(s)-i >= len(e) && s[i:i+len(e)] == e
}

func alnumAt(s string, i int) bool {
	return i < len(s) && (class[s[i]] == cLetter || class[s[i]] == cDigit || class[s[i]] == cWide)
}
