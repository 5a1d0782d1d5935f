using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>A file that a link gives.</summary>
/// <param name="File">The file.</param>
/// <param name="Download">What the answer says of it.</param>
public sealed record SignedFile(OpenFile File, FileDownload Download);
