using System.Text;
using FluentAssertions;
using Store.Infrastructure.Payments.SbPayment;
using Xunit;

namespace Store.Infrastructure.Tests.Payments;

/// <summary>
/// Requests and hashes as others recorded them in SBPS's test environment, under its public test key.
/// </summary>
public sealed class SbpsVectorTests
{
    private const string Key = "8435dbd48f2249807ec216c3d5ecab714264cc4a";

    private static readonly SbpsSettings Recorded = new()
    {
        MerchantId = "30132",
        ServiceId = "002",
        HashKey = Key,
        BasicPassword = Key,
    };

    [Fact]
    public void A_commit_is_byte_for_byte_the_recorded_one()
    {
        var request = new SbpsWire(Recorded).Request(
            SbpsFunctions.Commit,
            new Dictionary<string, string>
            {
                ["merchant_id"] = "30132",
                ["service_id"] = "002",
                ["sps_transaction_id"] = "B30132002ST010011110100361052464",
                ["tracking_id"] = "00000616307347",
                ["processing_datetime"] = "20171127193707",
                ["request_date"] = "20171127193714",
            }
        );
        Encoding
            .ASCII.GetString(request)
            .Should()
            .Be(
                OnOneLine(
                    """
                    <?xml version="1.0" encoding="Shift_JIS"?><sps-api-request id="ST02-00101-101">
                    <merchant_id>30132</merchant_id><service_id>002</service_id>
                    <sps_transaction_id>B30132002ST010011110100361052464</sps_transaction_id>
                    <tracking_id>00000616307347</tracking_id>
                    <processing_datetime>20171127193707</processing_datetime>
                    <request_date>20171127193714</request_date>
                    <sps_hashcode>bd207cf5050914356dc88e49bad12c9350ce2808</sps_hashcode></sps-api-request>
                    """
                )
            );
    }

    [Fact]
    public void An_authorisation_by_token_with_two_rows_is_byte_for_byte_the_recorded_one()
    {
        // As hexadecimal words, which tokens are: no card number is in them.
        const string Token =
            "13260F601944E5088EA1D967B62D637FB5094B5223E08C675295979D90E227565E8E0536D3C94FC92E36059ACBFA94AC671FA5A1A2"
            + "E37429CB6B71449637CCBD2F8B84B7896197EA4EC5D5E569DD21756755B647E8E52A30FF77B98DC33E212AD2B301FB8A44800EA0"
            + "D6C6B69BD312FEE791842E9250CE3AD20AE4";
        const string TokenKey =
            "3059301306072A8648CE3D020106082A8648CE3D0301070342000405257D1D329C54FBCCD8B49512361EF7ACA0ACB6510183F540F8"
            + "3F3AA4FC324862EB02F1576A2FEB174CFDBE0E6963E7C8C1C9430B01B4FC5D52C9E021A7A491";
        var request = new SbpsWire(Recorded).Request(
            SbpsFunctions.Authorize,
            new Dictionary<string, string>
            {
                ["merchant_id"] = "30132",
                ["service_id"] = "002",
                ["cust_code"] = "Quipper Customer ID",
                ["order_id"] = "0d8f1122c64c7d0c88cfb328838a2d38",
                ["item_id"] = "item_1",
                ["item_name"] = "item",
                ["amount"] = "1250",
                ["sps_cust_info_return_flg"] = "1",
                ["pay_method_info.dealings_type"] = "10",
                ["pay_option_manage.token"] = Token,
                ["pay_option_manage.token_key"] = TokenKey,
                ["pay_option_manage.cust_manage_flg"] = "1",
                ["pay_option_manage.cardbrand_return_flg"] = "1",
                ["encrypted_flg"] = "0",
                ["request_date"] = "20171127193721",
            },
            [Row("1", "2", "500"), Row("2", "1", "250")]
        );
        Encoding
            .ASCII.GetString(request)
            .Should()
            .Be(
                OnOneLine(
                    $"""
                    <?xml version="1.0" encoding="Shift_JIS"?><sps-api-request id="ST01-00131-101">
                    <merchant_id>30132</merchant_id><service_id>002</service_id>
                    <cust_code>Quipper Customer ID</cust_code>
                    <order_id>0d8f1122c64c7d0c88cfb328838a2d38</order_id><item_id>item_1</item_id>
                    <item_name>aXRlbQ==</item_name><amount>1250</amount>
                    <sps_cust_info_return_flg>1</sps_cust_info_return_flg>
                    <dtls><dtl><dtl_rowno>1</dtl_rowno><dtl_item_id>item_1</dtl_item_id>
                    <dtl_item_name>aXRlbSAx</dtl_item_name><dtl_item_count>2</dtl_item_count>
                    <dtl_amount>500</dtl_amount></dtl>
                    <dtl><dtl_rowno>2</dtl_rowno><dtl_item_id>item_2</dtl_item_id>
                    <dtl_item_name>aXRlbSAy</dtl_item_name><dtl_item_count>1</dtl_item_count>
                    <dtl_amount>250</dtl_amount></dtl></dtls>
                    <pay_method_info><dealings_type>10</dealings_type></pay_method_info>
                    <pay_option_manage><token>{Token}</token><token_key>{TokenKey}</token_key>
                    <cust_manage_flg>1</cust_manage_flg><cardbrand_return_flg>1</cardbrand_return_flg>
                    </pay_option_manage><encrypted_flg>0</encrypted_flg>
                    <request_date>20171127193721</request_date>
                    <sps_hashcode>dafc3756a8fd5ac09fe049d6538908fe28515359</sps_hashcode></sps-api-request>
                    """
                )
            );
    }

    [Theory]
    [InlineData("shift_jis", "c27fa2286c6fcc2cef2ce31def31386c2e39783e")]
    [InlineData("utf-8", "be33a23ec4b61a34545e0a485d0897e33383f4de")]
    public void A_hash_knows_which_encoding_it_goes_by(string encoding, string hash)
    {
        const string Values =
            "19788|001|498b1fd98ebeb074ff1d50f2e2720a1a|9eb2fced282c5bfc67c2417217ca2682|Item ID|継続課金|980|2|0|0|0|0|"
            + "20150807161004|OK|80312789324671|20150807161021|20150807161021|600";
        var values = Values.Split('|');
        var by = encoding == "utf-8" ? Encoding.UTF8 : null;
        SbpsWire.Hash(values, "398a58952baf329cac5efbae97ea84ba17028d02", by).Should().Be(hash);
    }

    [Fact]
    public void Multi_byte_text_is_Base64_of_its_bytes_in_Shift_JIS() =>
        Convert.ToBase64String(ShiftJis.Bytes("テスト商品")).Should().Be("g2WDWINnj6SVaQ==");

    private static Dictionary<string, string> Row(string number, string count, string amount) =>
        new()
        {
            ["dtl_rowno"] = number,
            ["dtl_item_id"] = $"item_{number}",
            ["dtl_item_name"] = $"item {number}",
            ["dtl_item_count"] = count,
            ["dtl_amount"] = amount,
        };

    private static string OnOneLine(string lines) => string.Concat(lines.Split('\n'));
}
