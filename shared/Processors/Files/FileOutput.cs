using System.Text.Json;
using HiveFlow.Files;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Files;

/// <summary>Files in outputs.</summary>
internal static class FileOutput
{
    /// <summary>A reference: <c>{fileId, name, mimeType, size}</c>.</summary>
    public static JsonElement Of(FileRecord file) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        WriteFields(writer, file);
        writer.WriteEndObject();
    });

    /// <summary>The fields of a reference.</summary>
    public static void WriteFields(Utf8JsonWriter writer, FileRecord file)
    {
        var reference = FileRef.Of(file);
        writer.WriteString("fileId", reference.FileId);
        writer.WriteString("name", reference.Name);
        writer.WriteString("mimeType", reference.MimeType);
        writer.WriteNumber("size", reference.Size);
    }
}
