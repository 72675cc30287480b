package article

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// readWARC reads the HTML pages of a web archive (ISO 28500), one article
// each: responses with status 200, resources and conversions. Other records
// hold no pages. Compression, of the file or of its records, is undone before.
func readWARC(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		limit := opt.MaxPageBytes
		if limit <= 0 {
			limit = DefaultMaxPageBytes
		}
		br := bufio.NewReaderSize(r, 64<<10)
		for n, pages := 1, 0; ; n++ {
			head, err := warcHead(br)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Record{}, fmt.Errorf("%s: record %d: %w", name, n, err))
				return
			}
			size, err := strconv.ParseInt(head["content-length"], 10, 64)
			if err != nil || size < 0 {
				yield(Record{}, fmt.Errorf("%s: record %d: the Content-Length %q is no number", name, n, head["content-length"]))
				return
			}
			content := &io.LimitedReader{R: br, N: size}
			url := strings.Trim(head["warc-target-uri"], "<>")
			body, contentType, err := warcPage(head, content, limit)
			short := content.N
			if err == nil || !errors.Is(err, io.ErrUnexpectedEOF) {
				if _, cerr := io.Copy(io.Discard, content); cerr != nil {
					yield(Record{}, fmt.Errorf("%s: record %d: %w", name, n, cerr))
					return
				}
				short = content.N
			}
			cut := short > 0 && atEnd(br)
			switch {
			case err != nil:
				if !yield(Record{Rejection: reject(name, 0, fmt.Sprintf("record %d of the archive cannot be read: %v", n, err), url)}, nil) {
					return
				}
			case body != nil:
				a, comments, rejected, err := parseSaved(savedPage{body: body, contentType: contentType, url: url, noLines: true})
				if err != nil {
					if !yield(Record{Rejection: reject(name, 0, fmt.Sprintf("record %d of the archive: %v", n, err), url)}, nil) {
						return
					}
					break
				}
				if !emitPage(name, pageID(name, pages), a, comments, rejected, yield) {
					return
				}
				pages++
			}
			if cut {
				yield(Record{}, fmt.Errorf("%s: the archive ends within record %d", name, n))
				return
			}
			// What a failed record left unread.
			if _, err := io.Copy(io.Discard, content); err != nil {
				yield(Record{}, fmt.Errorf("%s: record %d: %w", name, n, err))
				return
			}
		}
	}
}

func atEnd(br *bufio.Reader) bool {
	_, err := br.Peek(1)
	return err != nil
}

// warcHead reads the header of the next record; io.EOF when there is none.
func warcHead(br *bufio.Reader) (map[string]string, error) {
	line := func() (string, error) {
		s, err := br.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return "", errors.New("a line of the record's header is longer than 64 KiB")
		}
		return strings.TrimRight(string(s), "\r\n"), err
	}
	for {
		s, err := line()
		if s == "" && err != nil {
			return nil, err
		}
		if s == "" {
			continue
		}
		if !strings.HasPrefix(s, "WARC/") {
			return nil, fmt.Errorf("there should be the start of a record, but there is %q", startOf(s[:min(len(s), 40)]))
		}
		break
	}
	head := map[string]string{}
	for range 200 {
		s, err := line()
		if err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		if s == "" {
			return head, nil
		}
		if k, v, ok := strings.Cut(s, ":"); ok {
			head[strings.ToLower(strings.TrimSpace(k))] = strings.TrimSpace(v)
		}
	}
	return nil, errors.New("the record's header has more than 200 lines")
}

// warcPage is the HTML page of a record, nil if it holds none.
func warcPage(head map[string]string, r io.Reader, limit int64) (body []byte, contentType string, err error) {
	contentType = head["content-type"]
	switch strings.ToLower(head["warc-type"]) {
	case "response":
		if !strings.Contains(strings.ToLower(contentType), "application/http") {
			break
		}
		res, err := http.ReadResponse(bufio.NewReader(io.LimitReader(r, 1<<40)), nil)
		if err != nil {
			return nil, "", fmt.Errorf("the HTTP response is damaged: %w", err)
		}
		defer res.Body.Close()
		if contentType = res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || !isHTMLType(contentType) {
			return nil, "", nil
		}
		r = res.Body
		if enc := strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding"))); enc != "" && enc != "identity" {
			b := bufio.NewReader(r)
			magic, _ := b.Peek(4)
			// Some crawlers store the plain page under the old header.
			switch r = b; {
			case (enc == "gzip" || enc == "x-gzip") && bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
				z, err := gzip.NewReader(b)
				if err != nil {
					return nil, "", err
				}
				r = z
			case enc == "deflate" && len(magic) > 0 && magic[0]&0x0f == 8:
				z, err := zlib.NewReader(b)
				if err != nil {
					return nil, "", err
				}
				r = z
			case enc == "br" && !bytes.HasPrefix(bytes.TrimSpace(magic), []byte("<")):
				r = brotli.NewReader(b)
			case enc == "zstd" && bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
				z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
				if err != nil {
					return nil, "", err
				}
				defer z.Close()
				r = z
			}
		}
	case "resource", "conversion":
		if !isHTMLType(contentType) {
			return nil, "", nil
		}
	default:
		return nil, "", nil
	}
	body, err = io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil && len(body) == 0 {
		return nil, "", err
	}
	if int64(len(body)) > limit {
		return nil, "", fmt.Errorf("the page is larger than %d bytes; raise the limit with --max-page-bytes", limit)
	}
	if !sniffHTML("page.html", body[:min(len(body), SniffBytes)]) {
		return nil, "", nil // "text/html" is what servers say of anything
	}
	return body, contentType, nil
}

func isHTMLType(ct string) bool {
	t, _, err := mime.ParseMediaType(ct)
	if err != nil {
		t, _, _ = strings.Cut(strings.ToLower(ct), ";")
	}
	return t == "text/html" || t == "application/xhtml+xml"
}
