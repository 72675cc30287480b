package article

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// direct makes a Format.Read of a reader for a binary format.
func direct(read func(s *sink, src *source, opt Options) error) func(string, io.Reader, Options) iter.Seq2[Record, error] {
	return func(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
		return func(yield func(Record, error) bool) {
			s := newSink(name, yield)
			s.fail(read(s, newSource(r), opt))
		}
	}
}

// xlsxFormat reads every sheet of a workbook that has a column of comments.
func xlsxFormat() Format {
	return Format{
		Name:  "xlsx",
		Doc:   "Excel workbook: every sheet with a column of comments",
		Sniff: func(_ string, head []byte) bool { return packing(head) == "zip" },
		Read:  direct(xlsx),
	}
}

// headerRows is how far down a sheet its header is looked for.
const headerRows = 10

func xlsx(s *sink, src *source, opt Options) error {
	at, size, err := src.random(treeLimit(opt))
	if err != nil {
		return err
	}
	limit := treeLimit(opt)
	// Both limits alike: nothing is put into temporary files.
	f, err := excelize.OpenReader(io.NewSectionReader(at, 0, size), excelize.Options{RawCellValue: true, UnzipSizeLimit: limit, UnzipXMLSizeLimit: limit})
	if err != nil {
		return fmt.Errorf("not a sound workbook: %w; save it again, or save it as CSV", err)
	}
	defer f.Close()
	type sheet struct {
		name   string
		header []string
		row    int // of the header
	}
	var sheets []sheet
	var why error
	for _, name := range f.GetSheetList() {
		header, row, err := xlsxHeader(f, name, opt)
		if err != nil {
			why = errors.Join(why, fmt.Errorf("sheet %q: %w", name, err))
			continue
		}
		sheets = append(sheets, sheet{name, header, row})
	}
	if len(sheets) == 0 {
		if why == nil {
			why = errors.New("the workbook has no sheet")
		}
		return why
	}
	for _, sh := range sheets {
		if len(sheets) > 1 {
			s.fallback = baseID(s.name) + "-" + sh.name
		}
		if err := xlsxSheet(s, f, sh.name, sh.header, sh.row, opt); err != nil {
			return fmt.Errorf("sheet %q: %w", sh.name, err)
		}
	}
	return nil
}

// xlsxHeader finds the row that names the columns: the first in which one is
// known to hold comments.
func xlsxHeader(f *excelize.File, sheet string, opt Options) (header []string, row int, err error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	err = errors.New("it is empty")
	for row = 1; row <= headerRows && rows.Next(); row++ {
		cells, rerr := rows.Columns()
		if rerr != nil {
			return nil, 0, rerr
		}
		if allEmpty(cells) {
			continue
		}
		for i, c := range cells {
			cells[i] = strings.TrimSpace(c)
		}
		_, cerr := columns(cells, opt.Map, nil)
		if cerr == nil {
			return cells, row, nil
		}
		if header == nil { // the first row tells best what is wrong
			header, err = cells, cerr
		}
	}
	return nil, 0, err
}

func xlsxSheet(s *sink, f *excelize.File, sheet string, header []string, row int, opt Options) error {
	rows, err := f.Rows(sheet)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	next := func() (line int, fields []string, problem, text string, err error) {
		for rows.Next() {
			n++
			cells, err := rows.Columns()
			if err != nil {
				return 0, nil, "", "", err
			}
			if n <= row || allEmpty(cells) {
				continue
			}
			text := strings.Join(cells, " ")
			for len(cells) < len(header) {
				cells = append(cells, "")
			}
			return n, cells, badColumns(cells, len(header), text), text, nil
		}
		if err := rows.Error(); err != nil {
			return 0, nil, "", "", err
		}
		return 0, nil, "", "", io.EOF
	}
	return tabular(s, slices.Clip(header), next, opt)
}
