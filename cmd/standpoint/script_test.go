package main

import (
	"bytes"
	"flag"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"standpoint/analyze/stance"
)

var update = flag.Bool("update", false, "rewrite the expectations of testdata/script")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"standpoint": func() { os.Exit(process(standardKit())) },
		// The same with a fake method deep.
		"fakepoint": func() { os.Exit(process(fakeKit())) },
		// The same without any model.
		"barepoint": func() {
			k := fakeKit()
			k.embedded = func() ([]byte, error) { return nil, stance.ErrNoModel }
			os.Exit(process(k))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exitcode": exitcode,
			"await":    await,
			"cut":      cut,
		},
		Setup: func(env *testscript.Env) error {
			wd, err := os.Getwd()
			if err != nil {
				return err
			}
			env.Setenv("PAGES", wd+"/../../testdata/pages")
			env.Setenv("GOLD", wd+"/../../testdata/gold")
			// What a user has installed, and where temporary files go.
			config, tmp := env.WorkDir+"/.config", env.WorkDir+"/.tmp"
			for _, name := range []string{"XDG_CONFIG_HOME", "AppData"} {
				env.Setenv(name, config)
			}
			for _, name := range []string{"TMPDIR", "TMP"} {
				env.Setenv(name, tmp)
			}
			if err := os.MkdirAll(tmp, 0o777); err != nil {
				return err
			}
			return nil
		},
	})
}

// exitcode runs a command and checks its exit code: exitcode 3 standpoint …
func exitcode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE COMMAND [ARG...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = err.Error()
	}
	want := "exit status " + args[0]
	if args[0] == "0" {
		want = "0"
	}
	if got != want {
		ts.Fatalf("%v: %s, want %s", args[1:], got, want)
	}
}

// await waits until a file has so many lines: await 5 FILE
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await LINES FILE")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	for range 600 {
		if b, err := os.ReadFile(ts.MkAbs(args[1])); err == nil && bytes.Count(b, []byte("\n")) >= want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not reach %d lines", args[1], want)
}

// cut takes bytes off the end of a file: cut 10 FILE
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut BYTES FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	path := ts.MkAbs(args[1])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()-int64(n)))
}
