package article

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetFormat reads Apache Parquet, one row group after the other.
func parquetFormat() Format {
	return Format{
		Name:  "parquet",
		Doc:   "Apache Parquet",
		Sniff: func(_ string, head []byte) bool { return strings.HasPrefix(string(head[:min(4, len(head))]), "PAR1") },
		Read:  direct(readParquet),
	}
}

// guarded calls into the Parquet library, which panics on some damaged files.
func guarded[T any](f func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the Parquet file is damaged: %v", p)
		}
	}()
	return f()
}

func readParquet(s *sink, src *source, opt Options) error {
	at, size, err := src.random(treeLimit(opt))
	if err != nil {
		return err
	}
	f, err := guarded(func() (*parquet.File, error) {
		return parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	})
	if err != nil {
		return err
	}
	leaves, err := guarded(func() ([]*parquet.Column, error) { return parquetLeaves(f.Root()), nil })
	if err != nil {
		return err
	}
	header := make([]string, len(leaves))
	convert := make([]func(parquet.Value) string, len(leaves))
	for i, c := range leaves {
		header[i] = strings.Join(c.Path(), ".")
		convert[i] = parquetText(c)
	}
	var (
		groups = f.RowGroups()
		rows   parquet.Rows
		batch  = make([]parquet.Row, 64)
		ready  []parquet.Row
		ended  bool
		line   int
		fields = make([]string, len(leaves))
	)
	defer func() {
		if rows != nil {
			rows.Close()
		}
	}()
	next := func() (int, []string, string, string, error) {
		for len(ready) == 0 {
			if rows == nil || ended {
				if rows != nil {
					rows.Close()
					rows, ended = nil, false
				}
				if len(groups) == 0 {
					return 0, nil, "", "", io.EOF
				}
				g := groups[0]
				groups = groups[1:]
				var err error
				if rows, err = guarded(func() (parquet.Rows, error) { return g.Rows(), nil }); err != nil {
					return 0, nil, "", "", err
				}
			}
			n, err := guarded(func() (int, error) { return rows.ReadRows(batch) })
			if ended = errors.Is(err, io.EOF); err != nil && !ended {
				return 0, nil, "", "", fmt.Errorf("after row %d: %w", line, err)
			}
			if n == 0 && !ended {
				return 0, nil, "", "", fmt.Errorf("after row %d: %w", line, io.ErrNoProgress)
			}
			ready = batch[:n]
		}
		clear(fields)
		for _, v := range ready[0] {
			// Of a list the first value counts.
			if i := v.Column(); i >= 0 && i < len(fields) && fields[i] == "" && !v.IsNull() {
				fields[i] = convert[i](v)
			}
		}
		ready = ready[1:]
		line++
		return line, fields, "", "", nil
	}
	return tabular(s, header, next, opt)
}

func parquetLeaves(c *parquet.Column) []*parquet.Column {
	if c.Leaf() {
		return []*parquet.Column{c}
	}
	var out []*parquet.Column
	for _, child := range c.Columns() {
		out = append(out, parquetLeaves(child)...)
	}
	return out
}

// parquetText says how the values of a column become text.
func parquetText(c *parquet.Column) func(parquet.Value) string {
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	if lt := c.Type().LogicalType(); lt != nil {
		switch t := lt.Value.(type) {
		case *format.TimestampType:
			return func(v parquet.Value) string {
				n := v.Int64()
				switch unit := t.Unit.String(); {
				case strings.HasPrefix(unit, "MILLI"):
					return stamp(time.UnixMilli(n))
				case strings.HasPrefix(unit, "MICRO"):
					return stamp(time.UnixMicro(n))
				}
				return stamp(time.Unix(0, n))
			}
		case *format.DateType:
			return func(v parquet.Value) string {
				return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)
			}
		}
	}
	switch c.Type().Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return func(v parquet.Value) string { return toUTF8(string(v.ByteArray())) }
	case parquet.Int96: // Spark's old time stamps: nanoseconds of a Julian day
		return func(v parquet.Value) string {
			x := v.Int96()
			return stamp(time.Unix((int64(x[2])-2440588)*86400, int64(uint64(x[1])<<32|uint64(x[0]))))
		}
	case parquet.Float:
		return func(v parquet.Value) string { return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32) }
	case parquet.Double:
		return func(v parquet.Value) string { return strconv.FormatFloat(v.Double(), 'f', -1, 64) }
	}
	return func(v parquet.Value) string { return v.String() }
}
