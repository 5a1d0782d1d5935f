using System.Reflection;

namespace HiveFlow.Sandbox.Code;

/// <summary>
/// The programs that run a step inside its sandbox, and the fixed paths they use; nothing of a user is ever part of them.
/// </summary>
internal static class CodePrograms
{
    /// <summary>Where the files of a step are.</summary>
    public const string Folder = "/home/user/.hiveflow/";

    /// <summary>The user's code.</summary>
    public const string Step = Folder + "step";

    /// <summary>The inputs, as JSON.</summary>
    public const string Inputs = Folder + "inputs.json";

    /// <summary>What came of it, as JSON.</summary>
    public const string Result = Folder + "result.json";

    /// <summary>The program around JavaScript.</summary>
    public const string JavaScriptPath = Folder + "run.js";

    /// <summary>The program around Python.</summary>
    public const string PythonPath = Folder + "run.py";

    /// <summary>What the code interpreter is told to run.</summary>
    public const string PythonCell =
        "exec(compile(open('" + PythonPath + "', encoding='utf-8').read(), 'run.py', 'exec'), {'__name__': 'run'})";

    /// <summary>What bash is told to run: the step with the inputs on its standard input.</summary>
    public const string BashCommand = "exec /bin/bash \"$STEP\" < \"$INPUTS\"";

    /// <summary>What bash is told to run for JavaScript: Node.js, or <see cref="NoNode"/> when there is none.</summary>
    public const string JavaScriptCommand = "command -v node >/dev/null || exit 213; exec node " + JavaScriptPath;

    /// <summary>The exit code that says that Node.js is missing.</summary>
    public const int NoNode = 213;

    /// <summary>The text of the program around Python.</summary>
    public static readonly byte[] Python = Load("code/run.py");

    /// <summary>The text of the program around JavaScript.</summary>
    public static readonly byte[] JavaScript = Load("code/run.js");

    private static byte[] Load(string name)
    {
        using var source = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        source.CopyTo(bytes);
        return bytes.ToArray();
    }
}
