package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The README shows what its first command prints, and the chart it draws.
func TestReadme(t *testing.T) {
	root := filepath.Join("..", "..")
	path := filepath.Join(root, "README.md")
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`go run \./cmd/standpoint analyze --claim "([^"]+)" -o study (\S+)\n`).FindSubmatch(readme)
	if command == nil {
		t.Fatal("README.md has no first command of the usual form")
	}
	t.Chdir(root)
	out := t.TempDir()
	var stdout, stderr bytes.Buffer
	args := []string{"analyze", "--claim", string(command[1]), "-o", out, string(command[2])}
	if err := run(t.Context(), testKit(t.TempDir()), args, strings.NewReader(""), &stdout, &stderr); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	chart, err := os.ReadFile(filepath.Join(out, "charts", "stance.png"))
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "-update rewrites it -->\n```\n", "```\n<!-- end of output -->"
	before, rest, ok1 := bytes.Cut(readme, []byte(begin))
	shown, after, ok2 := bytes.Cut(rest, []byte(end))
	if !ok1 || !ok2 {
		t.Fatal("README.md has no place for the output")
	}
	if *update {
		whole := string(before) + begin + stdout.String() + end + string(after)
		if err := os.WriteFile("README.md", []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("docs", "stance.png"), chart, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if stdout.String() != string(shown) {
		t.Errorf("README.md shows other output than its command prints; go test ./cmd/standpoint -update, then read the difference\ngot:\n%s", &stdout)
	}
}
