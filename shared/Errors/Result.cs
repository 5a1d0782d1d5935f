using System.Diagnostics.CodeAnalysis;

namespace HiveFlow.Errors;

/// <summary>Success without a value, or an <see cref="Errors.Error"/>.</summary>
public readonly record struct Result
{
    private Result(Error? error) => Error = error;

    /// <summary>The failure; null on success.</summary>
    public Error? Error { get; }

    /// <summary>Whether it went well.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The one success.</summary>
    public static Result Success => default;

    /// <summary>A failure.</summary>
    public static implicit operator Result(Error error) => new(error);

    /// <summary>A failure.</summary>
    public static Result FromError(Error error) => new(error);
}
