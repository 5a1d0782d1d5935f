using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Wires;

/// <summary>Writes a conversation and its tools in the form of chat completions.</summary>
internal static class OpenAiMessages
{
    public static void Write(Utf8JsonWriter writer, LlmRequest request)
    {
        if (request.System is { } system)
        {
            writer.WriteStartObject();
            writer.WriteString("role", "system");
            writer.WriteString("content", system);
            writer.WriteEndObject();
        }

        foreach (var message in request.Messages)
        {
            // Each result of a tool is a message of its own there, before whatever else the user says.
            foreach (var result in message.Parts.OfType<ToolResultPart>())
            {
                writer.WriteStartObject();
                writer.WriteString("role", "tool");
                writer.WriteString("tool_call_id", result.CallId);
                writer.WriteString("content", result.Text);
                writer.WriteEndObject();
            }

            if (message.Parts.Any(part => part is not ToolResultPart))
            {
                WriteMessage(writer, message);
            }
        }
    }

    public static void WriteTools(Utf8JsonWriter writer, LlmRequest request)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools");
        foreach (var tool in request.Tools)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", tool.Name);
            if (tool.Description is { } description)
            {
                writer.WriteString("description", description);
            }

            writer.WritePropertyName("parameters");
            tool.Parameters.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteChoice(writer, request.ToolChoice);
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice? choice)
    {
        switch (choice?.Kind)
        {
            case ToolChoiceKind.Auto:
                writer.WriteString("tool_choice", "auto");
                break;
            case ToolChoiceKind.Any:
                writer.WriteString("tool_choice", "required");
                break;
            case ToolChoiceKind.None:
                writer.WriteString("tool_choice", "none");
                break;
            case ToolChoiceKind.One:
                writer.WriteStartObject("tool_choice");
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", choice.Name);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteMessage(Utf8JsonWriter writer, LlmMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role == LlmRole.User ? "user" : "assistant");
        if (message.Parts.Any(part => part is ImagePart))
        {
            WriteParts(writer, message.Parts);
        }
        else if (message.Parts.OfType<TextPart>().ToList() is { Count: > 0 } texts)
        {
            writer.WriteString("content", string.Concat(texts.Select(part => part.Text)));
        }
        else
        {
            writer.WriteNull("content");
        }

        if (message.Parts.OfType<ToolCallPart>().ToList() is { Count: > 0 } calls)
        {
            writer.WriteStartArray("tool_calls");
            calls.ForEach(call => WriteCall(writer, call));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, IReadOnlyList<LlmPart> parts)
    {
        writer.WriteStartArray("content");
        foreach (var part in parts)
        {
            if (part is TextPart text)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "text");
                writer.WriteString("text", text.Text);
                writer.WriteEndObject();
            }
            else if (part is ImagePart image)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "image_url");
                writer.WriteStartObject("image_url");
                writer.WriteString("url", image.Url);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteCall(Utf8JsonWriter writer, ToolCallPart call)
    {
        writer.WriteStartObject();
        writer.WriteString("id", call.Id);
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", call.Name);
        writer.WriteString("arguments", call.Arguments.ValueKind == JsonValueKind.Object ? call.Arguments.GetRawText() : "{}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
