package article

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strconv"
	"strings"
)

// sniffMHTML looks for the mail header that browsers write before a page
// saved as one file (RFC 2557).
func sniffMHTML(name string, head []byte) bool {
	head = bytes.TrimLeft(head, "\r\n\t ")
	i := bytes.IndexByte(head, ':')
	if i <= 0 || i > 60 || bytes.ContainsAny(head[:i], " \r\n<{[\",") {
		return false
	}
	l := bytes.ToLower(head[:min(len(head), 4096)])
	return bytes.Contains(l, []byte("mime-version:")) && bytes.Contains(l, []byte("multipart/related")) ||
		hasExt(name, "mht", "mhtml") && bytes.Contains(l, []byte("content-type:"))
}

// maxMHTMLParts bounds the parts of one file that are looked at.
const maxMHTMLParts = 100000

// readMHTML reads every page of an MHTML file. A page that another one shows
// in a frame belongs to that one: comment systems sit in frames. Every other
// page is an article of its own.
func readMHTML(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		pages, err := mhtmlPages(r, opt)
		framed := map[string]bool{}
		byRef := map[string]int{}
		for i, p := range pages {
			for _, ref := range []string{p.id, p.location} {
				if _, dup := byRef[ref]; ref != "" && !dup {
					byRef[ref] = i
				}
			}
		}
		find := func(self int) func(string) []byte {
			return func(src string) []byte {
				i, ok := byRef[strings.TrimPrefix(src, "cid:")]
				if !ok || i == self {
					return nil
				}
				framed[strconv.Itoa(i)] = true
				return decodePage(pages[i].body, pages[i].contentType)
			}
		}
		n := 0
		for i, p := range pages {
			if framed[strconv.Itoa(i)] {
				continue
			}
			if p.problem != "" {
				if !yield(Record{Rejection: reject(name, 0, p.problem, p.location)}, nil) {
					return
				}
				continue
			}
			a, comments, rejected, perr := parseSaved(savedPage{body: p.body, contentType: p.contentType, url: p.location, frame: find(i), noLines: true})
			if perr != nil {
				if !yield(Record{Rejection: reject(name, 0, perr.Error(), p.location)}, nil) {
					return
				}
				continue
			}
			if !emitPage(name, pageID(name, n), a, comments, rejected, yield) {
				return
			}
			n++
		}
		switch {
		case err != nil:
			yield(Record{}, fmt.Errorf("%s: %w", name, err))
		case n == 0 && len(pages) == 0:
			yield(Record{}, fmt.Errorf("%s: the MHTML file holds no HTML page", name))
		}
	}
}

// pageID names the n-th page, from 0, of a file that holds several.
func pageID(name string, n int) string {
	if n == 0 {
		return baseID(name)
	}
	return baseID(name) + "-" + strconv.Itoa(n+1)
}

type mhtmlPage struct {
	body                      []byte
	contentType, location, id string
	problem                   string // why the page could not be read
}

// mhtmlPages reads the HTML parts of a file. With an error it returns those
// that came before.
func mhtmlPages(r io.Reader, opt Options) ([]mhtmlPage, error) {
	limit := opt.MaxPageBytes
	if limit <= 0 {
		limit = DefaultMaxPageBytes
	}
	br := bufio.NewReader(r)
	for {
		c, err := br.ReadByte()
		if err != nil {
			return nil, errors.New("the MHTML file is empty")
		}
		if c != '\n' && c != '\r' && c != ' ' {
			br.UnreadByte()
			break
		}
	}
	head, err := textproto.NewReader(bufio.NewReader(&headerOnly{r: br, left: 1 << 20})).ReadMIMEHeader()
	if err != nil && len(head) == 0 {
		return nil, fmt.Errorf("the header of the MHTML file cannot be read: %w", err)
	}
	kind, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("the header of the MHTML file has no Content-Type that can be read: %w", err)
	}
	var pages []mhtmlPage
	total := int64(0)
	read := func(h textproto.MIMEHeader, body io.Reader, encoded bool) error {
		ct := h.Get("Content-Type")
		if t, _, _ := mime.ParseMediaType(ct); t != "text/html" && t != "application/xhtml+xml" {
			return nil
		}
		if encoded && strings.EqualFold(strings.TrimSpace(h.Get("Content-Transfer-Encoding")), "base64") {
			body = base64.NewDecoder(base64.StdEncoding, body)
		}
		p := mhtmlPage{contentType: ct, location: h.Get("Content-Location"), id: strings.Trim(h.Get("Content-ID"), "<> ")}
		b, err := io.ReadAll(io.LimitReader(body, limit-total+1))
		p.body = b
		switch {
		case total+int64(len(b)) > limit:
			p.body, p.problem = nil, fmt.Sprintf("the pages of the file are larger than %d bytes; raise the limit with --max-page-bytes", limit)
		case err != nil && len(b) == 0:
			return err
		default:
			total += int64(len(b))
		}
		pages = append(pages, p)
		return err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return pages, read(head, br, true)
	}
	if params["boundary"] == "" {
		return nil, errors.New("the header of the MHTML file names no boundary")
	}
	mr := multipart.NewReader(br, params["boundary"])
	for n := 0; n < maxMHTMLParts; n++ {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return pages, nil
		}
		if err != nil {
			return pages, fmt.Errorf("the MHTML file is damaged or cut short after part %d: %w", n, err)
		}
		if err := read(part.Header, part, true); err != nil {
			return pages, fmt.Errorf("part %d of the MHTML file is damaged or cut short: %w", n+1, err)
		}
	}
	return pages, nil
}

// headerOnly hands out the bytes of r one at a time, so that a reader with a
// buffer takes no more than the header, and stops after left bytes.
type headerOnly struct {
	r    *bufio.Reader
	left int
	tail [4]byte // the last bytes
	done bool
}

func (h *headerOnly) Read(p []byte) (int, error) {
	if h.done || h.left <= 0 || len(p) == 0 {
		return 0, io.EOF
	}
	c, err := h.r.ReadByte()
	if err != nil {
		return 0, err
	}
	h.left--
	p[0] = c
	copy(h.tail[:], h.tail[1:])
	h.tail[3] = c
	h.done = bytes.HasSuffix(h.tail[:], []byte("\n\n")) || bytes.HasSuffix(h.tail[:], []byte("\n\r\n"))
	return 1, nil
}
