namespace HiveFlow.Storage.Documents;

/// <summary>The kinds of <see cref="DocumentWrite"/>.</summary>
public enum DocumentWriteKind
{
    /// <summary>A new document.</summary>
    Insert,

    /// <summary>A new content for a known version.</summary>
    Replace,

    /// <summary>A new content, whatever was there.</summary>
    Upsert,

    /// <summary>A removal.</summary>
    Delete,

    /// <summary>An addition to a <see cref="Counter"/>.</summary>
    Increment,

    /// <summary>No change: the set is refused unless a document is of a version.</summary>
    Check,
}
