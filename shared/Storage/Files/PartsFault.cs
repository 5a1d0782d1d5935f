namespace HiveFlow.Storage.Files;

/// <summary>Why parts did not become a file.</summary>
public enum PartsFault
{
    /// <summary>They did.</summary>
    None,

    /// <summary>There is no such upload: it was never begun, is complete already, or was given up.</summary>
    NoUpload,

    /// <summary>A part is missing, is another one than its ETag says, or is too small for its place.</summary>
    WrongPart,

    /// <summary>The parts are not as many bytes as was said. The upload is given up.</summary>
    WrongSize,
}
