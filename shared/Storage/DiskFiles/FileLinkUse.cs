namespace HiveFlow.Storage.DiskFiles;

/// <summary>What a link may be used for.</summary>
internal enum FileLinkUse
{
    /// <summary>Reading a file.</summary>
    Download = 1,

    /// <summary>Storing one part of an upload.</summary>
    Part = 2,
}
