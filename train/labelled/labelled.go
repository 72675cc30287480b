// Package labelled reads the labelled files that the programs in train are given.
package labelled

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Each reads a file of JSON objects, one after the other, gzipped if its name ends
// in .gz. An error names the file, and the row, counted from 1, where there is one.
func Each[Row any](name string, yield func(Row) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	dec := json.NewDecoder(r)
	for n := 1; ; n++ {
		var x Row
		err := dec.Decode(&x)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = yield(x)
		}
		if err != nil {
			return fmt.Errorf("%s: row %d: %w", name, n, err)
		}
	}
}
