namespace HiveFlow.Files;

/// <summary>A file as it travels through flows: instead of its content, and enough to stream it.</summary>
/// <param name="FileId">24 hex digits.</param>
/// <param name="Name">What it is called.</param>
/// <param name="MimeType">Its media type.</param>
/// <param name="Size">Its bytes.</param>
public sealed record FileRef(string FileId, string Name, string MimeType, long Size)
{
    /// <summary>Of a file.</summary>
    public static FileRef Of(FileRecord file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(file.Id, file.Name, file.MimeType, file.Size);
    }
}
