package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.ExpressionParser;
import org.fhir.ucum.Pair;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UcumTest {

  @ParameterizedTest
  @CsvSource({
    "38.9, Cel, [degF], 102.02",
    "98.6, [degF], Cel, 37",
    "101.5, [degF], Cel, 38.61111111111111",
    "0, [degF], Cel, -17.77777777777778",
    "-40, Cel, [degF], -40",
    "310.15, K, Cel, 37",
    "37000, mCel, Cel, 37",
    "100, mCel, mK, 273250",
    "120, mm[Hg], kPa, 15.99864",
    "12, kPa, mm[Hg], 90.00765065030528",
    "1.5, /s, /min, 90",
    "5, 10*3/uL, 10*9/L, 5",
    "1, g/dL, g/L, 10",
    "70, a, mo, 840",
    "7, [lb_av], kg, 3.17514659",
    "5, {beats}/min, /min, 5",
    "1, m/s/s, m/s2, 1",
    "2, m/(s.s), m/s2, 2",
    "6, /min/L, /h/L, 360",
    "50, %, 1, 0.5",
    "50, %, '', 0.5",
    "3, [iU]/mL, k[iU]/L, 3",
    "1, 10^9/L, 10*9/L, 1",
  })
  void numbersConvertExactly(BigDecimal value, String from, String to, BigDecimal expected) {
    assertThat(Ucum.convert(value, from, to))
        .get()
        .usingComparator(BigDecimal::compareTo)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "mg/dL, mmol/L",
    "Cel, m",
    "[iU]/L, /L",
    "[iU], [arb'U]",
    "[pH], mol/L",
    "Cel/min, K/min",
    "B[SPL], Pa",
    "mmHg, kPa",
    "kPa, mmHg",
  })
  void whatMeasuresOtherThingsDoesNotConvert(String from, String to) {
    assertThat(Ucum.convert(BigDecimal.ONE, from, to)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mmHg",
        "bpm",
        "°C",
        "C.",
        "g/",
        "/",
        "(mg/L",
        "mg/L)",
        "kmin",
        "k[in_i]",
        "mm Hg",
        "m-",
        "{",
        "99999999999",
        "0",
        "m/0",
        "10*999999999",
        "10*-101",
        "--",
        " "
      })
  void whatIsNoUnitIsNone(String unit) {
    assertThat(Ucum.isUnit(unit)).isFalse();
    assertThat(Ucum.convert(BigDecimal.ONE, unit, "m")).isEmpty();
  }

  @Test
  void nobodyWaitsForAUnitThatIsFarTooLong() {
    assertThat(Ucum.isUnit("m.".repeat(100_000) + "m")).isFalse();
  }

  @Test
  void everyCommonUnitIsOneOfUcumAndEveryFormMeansOne() throws Exception {
    ExpressionParser parser = new ExpressionParser(service().getModel());
    for (String unit : UnitForms.common()) {
      assertThat(parser.parse(unit)).as(unit).isNotNull();
    }
    assertThat(UnitForms.common()).hasSizeGreaterThan(50);
    assertThat(UnitForms.all().values()).isSubsetOf(UnitForms.common());
    assertThat(UnitForms.unit("mmHg")).contains("mm[Hg]");
    assertThat(UnitForms.unit("Mins")).contains("min");
    assertThat(UnitForms.unit("parsec")).isEmpty();
  }

  /** By the library's own reduction to base units, which cannot do temperatures. */
  @Test
  void convertsAsTheLibraryDoes() throws Exception {
    UcumEssenceService service = service();
    List<String> atoms =
        List.of(
            "g", "kg", "mol", "mmol", "L", "dL", "m", "cm", "[in_i]", "s", "min", "h", "a", "Pa",
            "kPa", "mm[Hg]", "J", "kcal_th", "N", "U", "%", "10*3", "eq", "Hz", "[lb_av]", "bar",
            "W");
    Random random = new Random(11);
    int compared = 0;
    for (int round = 0; round < 150; round++) {
      String from = product(atoms, random);
      String to = product(atoms, random);
      if (!service.isComparable(from, to)) {
        assertThat(Ucum.convert(BigDecimal.ONE, from, to)).as(from + " in " + to).isEmpty();
        continue;
      }
      BigDecimal value = BigDecimal.valueOf(1 + random.nextInt(99_999), random.nextInt(4));
      BigDecimal theirs =
          value
              .multiply(inBaseUnits(service, from))
              .divide(inBaseUnits(service, to), MathContext.DECIMAL128);
      BigDecimal ours = Ucum.convert(value, from, to).orElseThrow();
      BigDecimal apart = ours.subtract(theirs).abs().divide(ours, MathContext.DECIMAL64);
      assertThat(apart).as("%s %s in %s", value, from, to).isLessThan(new BigDecimal("1e-12"));
      compared++;
    }
    assertThat(compared).isGreaterThan(5);
  }

  private static BigDecimal inBaseUnits(UcumEssenceService service, String unit)
      throws UcumException {
    Pair one = new Pair(new Decimal("1", 40), unit);
    return new BigDecimal(service.getCanonicalForm(one).getValue().asDecimal());
  }

  private static String product(List<String> atoms, Random random) {
    String unit = atoms.get(random.nextInt(atoms.size()));
    return random.nextInt(3) == 0
        ? unit + (random.nextBoolean() ? "/" : ".") + atoms.get(random.nextInt(atoms.size()))
        : unit;
  }

  private static UcumEssenceService service() throws Exception {
    try (InputStream in = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
      return new UcumEssenceService(in);
    }
  }
}
