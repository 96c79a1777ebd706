namespace Store.Domain.Catalogue;

public static class ProductRefusals
{
    public static readonly Refusal NotFound = new(
        "product.not_found",
        RefusalKind.NotFound,
        "該当する製品が見つかりません。",
        "There is no such product."
    );

    public static readonly Refusal AlreadyListed = new(
        "product.already_listed",
        RefusalKind.Conflict,
        "この ID の製品はすでに登録されています。",
        "A product with this id is listed already."
    );
}

public static class PlanRefusals
{
    public static readonly Refusal NotFound = new(
        "plan.not_found",
        RefusalKind.NotFound,
        "該当するプランが見つかりません。",
        "There is no such plan."
    );

    public static readonly Refusal AlreadyOffered = new(
        "plan.already_offered",
        RefusalKind.Conflict,
        "この ID のプランはすでに登録されています。",
        "The product has a plan with this id already."
    );

    public static readonly Refusal NotOnSale = new(
        "plan.not_on_sale",
        RefusalKind.Conflict,
        "このプランは現在販売しておりません。",
        "This plan is not on sale any more."
    );

    public static readonly Refusal SeatsOutOfRange = new(
        "plan.seats_out_of_range",
        RefusalKind.Unprocessable,
        "ご指定のライセンス数は、このプランではお申し込みいただけません。",
        "This plan is not sold in that number of seats."
    );
}
