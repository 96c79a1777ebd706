using FluentValidation.Results;

namespace Store.Application.Pipeline;

/// <summary>
/// One thing wrong with the shape of a request: where (a JSON Pointer), a stable code, and a text in both languages
/// that never repeats what was sent.
/// </summary>
public sealed record ShapeError(string Pointer, string Code, string Japanese, string English)
{
    public static ShapeError NotJson(string pointer) =>
        new(pointer, "json.malformed", "JSON として読み取れません。", "This is not JSON.");

    public static ShapeError TooDeep(string pointer) =>
        new(
            pointer,
            "json.too_deep",
            "入れ子が深すぎます（上限 16 段）。",
            "The JSON is nested deeper than 16 levels."
        );

    public static ShapeError Unknown(string pointer) =>
        new(pointer, "field.unknown", "定義されていない項目です。", "There is no such field.");

    public static ShapeError Duplicate(string pointer) =>
        new(pointer, "field.duplicate", "同じ項目が複数あります。", "The field appears more than once.");

    public static ShapeError Required(string pointer) =>
        new(pointer, "field.required", "必須項目です。", "The field is required.");

    public static ShapeError WrongType(string pointer) =>
        new(pointer, "field.type", "値の型または書式が正しくありません。", "The value has the wrong type or format.");

    public static ShapeError BadText(string pointer) =>
        new(
            pointer,
            "field.text",
            "使用できない文字が含まれています。",
            "The text holds characters that are not allowed."
        );

    public static ShapeError OutOfRange(string pointer) =>
        new(pointer, "field.range", "値が許容範囲外です。", "The value is out of range.");

    public static ShapeError TooLong(string pointer) =>
        new(pointer, "field.too_long", "長すぎます。", "The value is too long.");

    /// <summary>
    /// What a validator found. A text of the validator's own is written <c>日本語 / English</c>; any other is chosen
    /// by the kind of rule, because the library's texts repeat the value.
    /// </summary>
    public static ShapeError Of(string pointer, ValidationFailure failure)
    {
        var known = failure.ErrorCode switch
        {
            "NotEmptyValidator" or "NotNullValidator" => Required(pointer),
            "MaximumLengthValidator" => TooLong(pointer),
            "MinimumLengthValidator" => new(pointer, "field.too_short", "短すぎます。", "The value is too short."),
            "LengthValidator" or "ExactLengthValidator" => new(
                pointer,
                "field.length",
                "長さが正しくありません。",
                "The value has the wrong length."
            ),
            "EmailValidator" or "AspNetCoreCompatibleEmailValidator" or "RegularExpressionValidator" => new(
                pointer,
                "field.format",
                "書式が正しくありません。",
                "The value is not in the expected format."
            ),
            "InclusiveBetweenValidator"
            or "ExclusiveBetweenValidator"
            or "GreaterThanValidator"
            or "GreaterThanOrEqualValidator"
            or "LessThanValidator"
            or "LessThanOrEqualValidator" => OutOfRange(pointer),
            "EnumValidator" or "StringEnumValidator" => WrongType(pointer),
            { } own when own.Contains('.') => new(pointer, own, failure.ErrorMessage, failure.ErrorMessage),
            _ => new(pointer, "field.invalid", "値が正しくありません。", "The value is not valid."),
        };

        var split = failure.ErrorMessage.IndexOf(" / ", StringComparison.Ordinal);
        return split < 0
            ? known
            : known with
            {
                Japanese = failure.ErrorMessage[..split],
                English = failure.ErrorMessage[(split + 3)..],
            };
    }
}
