// Command standpoint reads article pages with their reader comments, tells how
// each comment sounds and which side of the article's claim it takes, and
// writes what people publish from. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version names the release in run.json and --version.
const version = "0.1.0"

// Exit codes; they are part of the interface.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3
)

func main() { os.Exit(process(standardKit())) }

// process is the command as a process of its own. The first signal to stop
// lets it put away what is finished, a second one ends it at once.
func process(k *kit) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return exitCode(run(ctx, k, os.Args[1:], os.Stdin, os.Stdout, os.Stderr), os.Stderr)
}

// run is the whole command; only process touches the process.
func run(ctx context.Context, k *kit, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := rootCommand(k)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

// usageError is a mistake in how the command was called.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errRejected says that the work was done but some input was rejected. What
// was rejected has been reported already.
var errRejected = errors.New("some input was rejected")

func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRejected):
		return exitRejected
	case errors.As(err, new(usageError)):
		fmt.Fprintf(stderr, "standpoint: %v\n", err)
		return exitUsage
	case errors.Is(err, syscall.EPIPE): // the reader of a pipe has seen enough
		return exitDone
	}
	fmt.Fprintf(stderr, "standpoint: %v\n", err)
	return exitFailed
}

func rootCommand(k *kit) *cobra.Command {
	root := &cobra.Command{
		Use:   "standpoint",
		Short: "Which side do an article's readers take, and how do they sound?",
		Long: `standpoint reads article pages with their reader comments and tells, for every
comment, how it sounds (sentiment) and which side of the article's claim it
takes (stance: favor, against, neutral, or unclear when it cannot tell). It
sums up each article with 95% intervals, draws charts, and writes CSV. It works
offline: no network, no account, no setup.

Start with "standpoint parse PAGE.txt" to see what was understood, then
"standpoint analyze --claim 'A SENTENCE' -o OUT PAGE.txt".`,
		Example: `  standpoint parse page.txt
  standpoint analyze --claim "China is a victim of cybercrime" page.txt
  standpoint analyze --target "nuclear power" -o study pages/
  standpoint score --claim "The dam should be built" < comments.jsonl > scored.jsonl`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q; \"standpoint help\" lists the commands", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see \"%s --help\"", err, cmd.CommandPath())
	})
	root.AddCommand(configured(analyzeCommand(k)), configured(parseCommand()), configured(convertCommand()), scoreCommand(k), validateCommand(k), configured(claimCheckCommand(k)), explainCommand(k), methodsCommand(k), modelCommand(k))
	return root
}
