package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// configName is the file that holds a study's options beside its data.
const configName = "standpoint.toml"

// isPath reports whether an option names a file; in a configuration file such
// names are relative to it.
func isPath(option string) bool {
	return option == "output" || option == "articles" || option == "pseudonym-key"
}

// configured makes a command take options from a configuration file: the one
// that --config names, or else standpoint.toml in the folder that is the only
// INPUT, or in the current folder. What the command line says wins. The file's
// keys are the names of flags, and "input", a list, stands for the INPUT
// arguments.
func configured(cmd *cobra.Command) *cobra.Command {
	path := cmd.Flags().String("config", "", "`FILE` with options (default: standpoint.toml in the folder given or the current one)")
	cmd.Long += `

Options can stand in a file standpoint.toml beside the data, by the names of
the flags (claim = "…", stance = "fast", input = ["comments.csv"]); those on the
command line win. A study is then rerun with "` + cmd.CommandPath() + `" alone.`
	checkArgs, run := cmd.Args, cmd.RunE
	cmd.Args = nil
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		args, err := configure(cmd, *path, args)
		if err != nil {
			return err
		}
		if checkArgs != nil {
			if err := checkArgs(cmd, args); err != nil {
				return err
			}
		}
		return run(cmd, args)
	}
	return cmd
}

func configure(cmd *cobra.Command, path string, args []string) ([]string, error) {
	folder := false // the file lies in the folder that is the only INPUT
	if path == "" {
		path = configName
		if len(args) == 1 {
			if beside := filepath.Join(args[0], configName); isFile(beside) {
				path = beside
				folder = true
			}
		}
		if !isFile(path) {
			return args, nil
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	options := map[string]any{}
	if err := toml.Unmarshal(b, &options); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			row, col := at.Position()
			return nil, fmt.Errorf("%s:%d:%d: %w", path, row, col, err)
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	dir := filepath.Dir(path)
	input, hasInput := options["input"]
	delete(options, "input")
	known := analyzeFlags()
	// A claim and a target exclude each other, wherever they stand.
	if cmd.Flags().Changed("claim") || cmd.Flags().Changed("target") {
		delete(options, "claim")
		delete(options, "target")
	}
	if cmd.Flags().Changed("stance") {
		delete(options, "budget") // of the method that the file names
	}
	for _, key := range slices.Sorted(maps.Keys(options)) {
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("%s: unknown option %q; there are: input, %s", path, key, strings.Join(known, ", "))
		}
		flag := cmd.Flags().Lookup(key)
		if flag == nil || flag.Changed {
			continue
		}
		values, err := optionValues(options[key])
		if err != nil {
			return nil, fmt.Errorf("%s: option %q: %w", path, key, err)
		}
		for _, v := range values {
			if isPath(key) && !filepath.IsAbs(v) {
				v = filepath.Join(dir, v)
			}
			if err := cmd.Flags().Set(key, v); err != nil {
				return nil, fmt.Errorf("%s: option %q: %w", path, key, err)
			}
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "standpoint: options from %s\n", path)
	if hasInput && (len(args) == 0 || folder) {
		args = nil
		names, err := optionValues(input)
		if err != nil {
			return nil, fmt.Errorf("%s: option \"input\": %w", path, err)
		}
		for _, name := range names {
			if name != "-" && !filepath.IsAbs(name) {
				name = filepath.Join(dir, name)
			}
			args = append(args, name)
		}
	}
	return args, nil
}

// analyzeFlags are the options a configuration file may hold: those of
// analyze, the command that has all of them.
func analyzeFlags() []string {
	var names []string
	analyzeCommand(&kit{}).Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "config" && f.Name != "help" {
			names = append(names, f.Name)
		}
	})
	return names
}

// optionValues is a TOML value as flags take it: one string, or several.
func optionValues(v any) ([]string, error) {
	switch v := v.(type) {
	case string:
		return []string{v}, nil
	case bool, int64, float64:
		return []string{fmt.Sprint(v)}, nil
	case []any:
		var out []string
		for _, x := range v {
			s, err := optionValues(x)
			if err != nil {
				return nil, err
			}
			out = append(out, s...)
		}
		return out, nil
	case map[string]any:
		var out []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			s, err := optionValues(v[k])
			if err != nil || len(s) != 1 {
				return nil, fmt.Errorf("the value of %q is not a single one", k)
			}
			out = append(out, k+"="+s[0])
		}
		return out, nil
	}
	return nil, fmt.Errorf("%v is of a kind that no option takes", v)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
