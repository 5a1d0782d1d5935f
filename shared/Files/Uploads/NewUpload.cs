namespace HiveFlow.Files.Uploads;

/// <summary>A file that is to be uploaded in parts.</summary>
/// <param name="Name">As <see cref="NewFile.Name"/>.</param>
/// <param name="MimeType">As <see cref="NewFile.MimeType"/>.</param>
/// <param name="Size">Its bytes, exactly.</param>
/// <param name="Folder">As <see cref="NewFile.Folder"/>.</param>
/// <param name="CreatedBy">The person who makes it.</param>
public sealed record NewUpload(string Name, string? MimeType, long Size, string Folder, string? CreatedBy);
