using System.CommandLine;

namespace PConv.MLNet.Cli;

/// <summary><c>completion</c> of both tools: scripts that ask the tool itself, by System.CommandLine's directive
/// <c>[suggest]</c>.</summary>
static class CompletionCommand
{
    /// <summary>Completion scripts for a tool named pconv.</summary>
    static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            # pconv completion bash > ~/.local/share/bash-completion/completions/pconv
            _pconv() {
              local IFS=$'\n'
              COMPREPLY=( $(compgen -W "$(pconv "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
            }
            complete -o default -F _pconv pconv
            """,
        ["zsh"] = """
            #compdef pconv
            # pconv completion zsh > "${fpath[1]}/_pconv"
            _pconv() {
              local -a found
              found=("${(@f)$(pconv "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              compadd -a found
              _files
            }
            compdef _pconv pconv
            """,
        ["fish"] = """
            # pconv completion fish > ~/.config/fish/completions/pconv.fish
            complete -c pconv -a '(set -l line (commandline -cp); pconv "[suggest:"(string length -- $line)"]" $line 2>/dev/null)'
            """,
        ["pwsh"] = """
            # pconv completion pwsh >> $PROFILE
            Register-ArgumentCompleter -Native -CommandName pconv -ScriptBlock {
              param($word, $line, $position)
              pconv "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }
            """,
    };

    /// <param name="tool">The tool's name.</param>
    public static Command Create(string tool)
    {
        var shell = new Argument<string>("shell") { Description = "Which shell's." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command =
            new Command("completion",
                $"Print a script that completes {tool}'s commands and options in a shell.\n\nExamples:\n  {tool} completion bash > " +
                $"~/.local/share/bash-completion/completions/{tool}\n  source <({tool} completion bash)")
        {
            shell,
        };
        command.SetAction(result =>
            Terminal.Result(Scripts[result.GetRequiredValue(shell)].Replace("pconv", tool, StringComparison.Ordinal)));
        return command;
    }
}
