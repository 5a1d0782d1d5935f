namespace HiveFlow.Sandbox.Code;

/// <summary>The languages a code step can be written in.</summary>
public enum CodeLanguage
{
    /// <summary>Python 3: sees <c>inputs</c>; defines <c>main(inputs)</c> or sets <c>result</c>.</summary>
    Python,

    /// <summary>JavaScript on Node.js: sees <c>inputs</c>; defines <c>main(inputs)</c> (may be async) or sets <c>result</c>.</summary>
    JavaScript,

    /// <summary>
    /// Bash: inputs as JSON on standard input and in the file <c>$INPUTS</c>; the whole standard output, or else its last line, if
    /// it is JSON, is the result; otherwise the text is.
    /// </summary>
    Bash,
}
