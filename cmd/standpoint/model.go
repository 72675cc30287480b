package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"standpoint/analyze/stance"
	"standpoint/encoder"
)

// maxModelBytes is the largest model file that is read.
const maxModelBytes = 1 << 30

// standardKit is the kit of the released command.
func standardKit() *kit {
	return &kit{
		stances:  stance.Methods(),
		embedded: stance.DeepModel,
		load:     stance.LoadDeep,
		meta: func(file []byte) (json.RawMessage, error) {
			m, err := encoder.Load(file)
			if err != nil {
				return nil, err
			}
			return m.Meta(), nil
		},
		fast:   stance.FastModel,
		config: os.UserConfigDir,
	}
}

func modelCommand(k *kit) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "model",
		Short: "Show or install the model of the stance method deep",
		Long: `Shows the model that --stance deep runs, or installs another one. An installed
model is used in place of the one in the binary; delete its file to go back.`,
		Example: `  standpoint model show
  standpoint model add deep.bin`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q of model; there are: add, show", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(modelAddCommand(k), modelShowCommand(k))
	return cmd
}

func modelAddCommand(k *kit) *cobra.Command {
	return &cobra.Command{
		Use:   "add FILE",
		Short: "Check a model file and install it",
		Long: `Checks a model file (its checksum, its shapes, and that it tells the three
stances apart) and copies it to the folder for configuration of the user's
programs. From then on --stance deep uses it.`,
		Example: `  standpoint model add deep.bin`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s takes one FILE, got %d", cmd.CommandPath(), len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := readModel(args[0])
			if err != nil {
				return err
			}
			if _, err := k.load(file); err != nil {
				return fmt.Errorf("%s: %w; nothing was installed", args[0], err)
			}
			path, err := k.installPath()
			if err != nil {
				return err
			}
			out, err := newOutputs(filepath.Dir(path), true)
			if err != nil {
				return err
			}
			defer out.abort()
			f, err := out.create(filepath.Base(path))
			if err != nil {
				return err
			}
			if _, err := f.Write(file); err != nil {
				return err
			}
			if err := out.commit(); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "installed %s\nsha256 %s\n", path, checksum(file))
			return err
		},
	}
}

func readModel(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxModelBytes+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxModelBytes {
		return nil, fmt.Errorf("%s is larger than %d bytes: this is no model file", name, maxModelBytes)
	}
	return b, nil
}

func modelShowCommand(k *kit) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Show the model of the stance method deep",
		Long: `Shows where the model of --stance deep is, its checksum (run.json of a run has
the same), and what it says of itself: the model it was made from, its licence,
and what it was measured at.`,
		Example: `  standpoint model show`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			file, path, err := k.modelFile()
			w := &errWriter{w: cmd.OutOrStdout()}
			if errors.Is(err, stance.ErrNoModel) {
				w.f("no model: none is built in, and none is installed; \"standpoint model add FILE\" installs one\n")
				return w.err
			}
			if err != nil {
				return err
			}
			if path == "" {
				path = "built in"
			}
			w.f("model   %s\nsha256  %s\nbytes   %d\n", path, checksum(file), len(file))
			meta, err := k.meta(file)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			if len(meta) > 0 {
				var b bytes.Buffer
				if err := json.Indent(&b, meta, "", "  "); err != nil {
					return fmt.Errorf("%s: what it says of itself: %w", path, err)
				}
				w.f("\n%s\n", &b)
			}
			return w.err
		},
	}
}
