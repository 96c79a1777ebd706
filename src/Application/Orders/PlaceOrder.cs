using System.Text.Json;
using FluentValidation;
using NodaTime;
using Store.Application.Accounts;
using Store.Application.Carts;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Payments;
using Store.Application.Support;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Credit;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.Domain.Quotes;

namespace Store.Application.Orders;

/// <summary>
/// Orders a quote, or what is in a cart at the prices of this moment. An order on account within the credit line
/// reserves its total in the same transaction; one over the line is received all the same, and held (ORD-6). A card is
/// authorised after the order is recorded, so that no connection decides whether its answer is kept (ADR-0010).
/// </summary>
public sealed record PlaceOrder(CommandContext Context, PlaceOrder.RequestBody Body) : ICommand
{
    /// <param name="QuoteId">Either this or <paramref name="CartId"/>.</param>
    /// <param name="Card">For cards: what the card company's script gave the browser.</param>
    /// <param name="PurchaseOrderNumber">The buyer's own number for the order (貴社注文番号).</param>
    /// <param name="StartsOn">The contract's first day, from today to 90 days ahead; the day of acceptance without it.</param>
    /// <param name="AcknowledgedChanges">QUO-4: the buyer has seen what a re-issue changed.</param>
    /// <param name="Collection">Known so that it can be refused by name (DD-6).</param>
    public sealed record RequestBody(
        PaymentMethod PaymentMethod,
        string? QuoteId = null,
        string? CartId = null,
        CardFields? Card = null,
        string? PurchaseOrderNumber = null,
        LocalDate? StartsOn = null,
        bool? AcknowledgedChanges = null,
        JsonElement? Collection = null
    );

    public sealed class Validator : AbstractValidator<PlaceOrder>
    {
        private const string Id = "^[0-9A-Za-z_-]{1,64}\\z";

        public Validator()
        {
            RuleFor(c => c.Body.PaymentMethod).IsInEnum();
            RuleFor(c => c.Body.QuoteId).NotNull().When(c => c.Body.CartId is null);
            RuleFor(c => c.Body.QuoteId)
                .Null()
                .WithMessage("quoteId と cartId は、どちらか一方を指定してください。 / Give either quoteId or cartId.")
                .When(c => c.Body.CartId is not null);
            RuleFor(c => c.Body.QuoteId).Matches(Id);
            RuleFor(c => c.Body.CartId).Matches(Id);
            RuleFor(c => c.Body.Card).NotNull().When(c => c.Body.PaymentMethod == PaymentMethod.Card);
            RuleFor(c => c.Body.Card).Null().When(c => c.Body.PaymentMethod == PaymentMethod.OnAccount);
            RuleFor(c => c.Body.Card!).SetValidator(new CardFields.Validator()).When(c => c.Body.Card is not null);
            RuleFor(c => c.Body.PurchaseOrderNumber).MaximumLength(64).Matches("^\\P{Cc}+\\z");
        }
    }

    public sealed class Handler(
        IEventLog log,
        ICarts carts,
        SaleSettings sale,
        OrderSettings settings,
        AccountSettings accounts,
        ICardTokens tokens,
        SupportDesks desks,
        IStoreClock clock
    ) : ICommandHandler<PlaceOrder>
    {
        public Task<CommandResult> Handle(PlaceOrder command, CancellationToken cancellationToken) =>
            tokens.KeptWhile(command.Body.Card, id => Place(command, id, cancellationToken), cancellationToken);

        /// <param name="cardTokenId">Of the token that waits; null for orders on account.</param>
        private async Task<CommandResult> Place(
            PlaceOrder command,
            string? cardTokenId,
            CancellationToken cancellationToken
        )
        {
            var account = command.Context.AccountId ?? throw new InvalidOperationException("Only accounts order.");
            var context = command.Context with { IfVersion = null };
            if (command.Body.QuoteId is { } quote)
            {
                return await log.Decide(
                    context.ToDecide(
                        nameof(PlaceOrder),
                        [.. StreamsOf(account), .. StreamsOfQuote(quote)],
                        session =>
                            Decide(
                                session,
                                account,
                                command.Body,
                                cardTokenId,
                                number => FromQuote(session, account, number, command)
                            )
                    ),
                    cancellationToken
                );
            }

            var keptSince = clock.Now - Duration.FromDays(sale.CartDays);
            var cart = await carts.Find(command.Body.CartId!, keptSince, cancellationToken);
            var lines = (cart?.Lines ?? []).Select(l => (Id: PlanId.Parse(l.PlanId)!.Value, l.Seats)).ToList();
            return await log.Decide(
                context.ToDecide(
                    nameof(PlaceOrder),
                    [.. StreamsOf(account), .. lines.Select(l => StreamId.Of<Product>(l.Id.ProductId)).Distinct()],
                    session =>
                        Decide(
                            session,
                            account,
                            command.Body,
                            cardTokenId,
                            _ => FromCart(session, account, cart, lines)
                        )
                ),
                cancellationToken
            );
        }

        /// <summary>An offer is ordered only while its contract can take it in.</summary>
        private static StreamId[] StreamsOfQuote(string quote) =>
            ContractNumber.OfOffer(quote) is { } contract
                ? [StreamId.Of<Quote>(quote), StreamId.Of<Contract>(contract)]
                : [StreamId.Of<Quote>(quote)];

        private static StreamId[] StreamsOf(string account) =>
            [StreamId.Of<Account>(account), StreamId.Of<CreditLine>(account)];

        private DecisionResult Decide(
            IDecisionSession session,
            string accountId,
            RequestBody body,
            string? cardTokenId,
            Func<string, Basket> take
        )
        {
            var account = session.State<Account>(accountId);
            var today = TokyoTime.DateOf(session.Now);
            if (
                (RefuseKnownFields(body) ?? account.MayOrder(accounts.Terms.Version) ?? RefuseStart(body, today)) is
                { } no
            )
            {
                return no;
            }

            var number = session.NextNumber(NumberSeries.Order);
            var basket = take(number);
            if ((basket.Refused ?? Refuse(basket, account.Kind, body.PaymentMethod)) is { } refused)
            {
                return refused;
            }

            var placed = PlacedOf(basket, accountId, account.CompanyName ?? "", body);
            var within = session.State<CreditLine>(accountId).AvailableYen >= placed.TotalYen;
            LocalDate? heldUntilOn = within ? null : settings.AnswerByOn(session.Now);
            return session.DecideOrder(
                    number,
                    order =>
                        cardTokenId is { } token
                            ? order.PlaceByCard(placed, number, token)
                            : order.Place(placed, heldUntilOn)
                )
                    is { } held
                    ? held
                : basket.QuoteId is { } quote && session.Decide<Quote>(quote, q => basket.Order(q)) is { } taken ? taken
                : Answering(number);
        }

        private Refusal? RefuseStart(RequestBody body, LocalDate today) =>
            body.StartsOn is { } day && (day < today || day > today.PlusDays(settings.StartWithinDays))
                ? OrderRefusals.StartOutOfRange.With("from", today).With("to", today.PlusDays(settings.StartWithinDays))
                : null;

        private static Refusal? RefuseKnownFields(RequestBody body) =>
            body.Collection is not null ? PaymentRefusals.CollectionOfAccount : body.Card?.RefusePaymentCount();

        private static Refusal? Refuse(Basket basket, AccountKind? kind, PaymentMethod method) =>
            kind == AccountKind.SoleProprietor && basket.Lines.FirstOrDefault(l => !l.SoleProprietorAllowed) is { } line
                ? OrderRefusals.CorporationsOnly.With("planId", line.PlanId)
            : method == PaymentMethod.Card ? CardLimit.Refuse(basket.Totals.TotalYen)
            : null;

        private Basket FromQuote(IDecisionSession session, string account, string number, PlaceOrder command)
        {
            var (id, today) = (command.Body.QuoteId!, TokyoTime.DateOf(session.Now));
            Decision Order(Quote quote) =>
                quote.Order(id, account, number, today, sale.TaxRates, command.Body.AcknowledgedChanges ?? false);
            var state = session.State<Quote>(id);
            if (Order(state).Refused is { } refused)
            {
                return new Basket(refused);
            }

            var issued = state.Issued!;
            if (
                issued.ContractId is { } contract
                && session.State<Contract>(contract).RefuseOffer(account) is { } ended
            )
            {
                return new Basket(ended);
            }

            return new Basket(
                issued.Lines,
                new DocumentTotals(issued.SubtotalYen, issued.TaxByRate, issued.TaxYen, issued.TotalYen),
                issued.Seller
            )
            {
                QuoteId = id,
                QuoteNumber = issued.Number,
                ContractId = issued.ContractId,
                Order = Order,
            };
        }

        private Basket FromCart(
            IDecisionSession session,
            string account,
            Cart? cart,
            List<(PlanId Id, int Seats)> lines
        )
        {
            if (cart?.IsOpenTo(account) != true)
            {
                return new Basket(CartRefusals.NotFound);
            }

            if (lines.Count == 0)
            {
                return new Basket(CartRefusals.Empty);
            }

            var today = TokyoTime.DateOf(session.Now);
            var priced = lines
                .Select(l => session.State<Product>(l.Id.ProductId).Price(l.Id, l.Seats, sale.TaxRates, today))
                .ToList();
            if (priced.Find(p => p.Refused is not null) is { Refused: { } unsold })
            {
                return new Basket(unsold);
            }

            List<AgreedLine> agreed = [.. priced.Select(p => p.Line!)];
            return new Basket(
                agreed,
                DocumentTotals.Of(agreed.Select(l => l.AsTaxable()), sale.TaxRounding),
                sale.Seller
            );
        }

        private static OrderPlaced PlacedOf(Basket basket, string accountId, string companyName, RequestBody body) =>
            new(
                accountId,
                companyName,
                body.PaymentMethod,
                basket.QuoteId,
                basket.QuoteNumber,
                basket.Lines,
                basket.Totals.SubtotalYen,
                basket.Totals.TaxByRate,
                basket.Totals.TaxYen,
                basket.Totals.TotalYen,
                basket.Seller!,
                body.PurchaseOrderNumber,
                body.StartsOn,
                body.PaymentMethod == PaymentMethod.OnAccount ? ClaimAssignment.NetProtections : null,
                basket.ContractId
            );

        /// <summary>The order exactly as a read shows it.</summary>
        private DecisionResult Answering(string number) =>
            DecisionResult.Answering(facts =>
            {
                var projection = new OrderDocument.Projection();
                var document = facts.Where(f => f.Fact is OrderFact).Aggregate((OrderDocument?)null, projection.Apply)!;
                return StoredResponse.Created(
                    number,
                    desks.TagOf(document.Version),
                    StoreJson.Write(document with { Support = desks.Of(document.PaymentMethod) })
                );
            });
    }

    /// <summary>What is ordered: a quote's lines at its prices, or a cart's at today's.</summary>
    private sealed record Basket(
        IReadOnlyList<AgreedLine> Lines,
        DocumentTotals Totals,
        Seller? Seller,
        Refusal? Refused = null
    )
    {
        public Basket(Refusal refused)
            : this([], new DocumentTotals(0, [], 0, 0), null, refused) { }

        public string? QuoteId { get; init; }

        public string? QuoteNumber { get; init; }

        public string? ContractId { get; init; }

        /// <summary>How the quote becomes this order.</summary>
        public Func<Quote, Decision> Order { get; init; } = _ => Decision.Nothing;
    }
}
