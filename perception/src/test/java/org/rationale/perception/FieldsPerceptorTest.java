package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;

class FieldsPerceptorTest {

  private static final Map<String, String> PREFIXES = Map.of("ex", "http://example.org/");

  @TempDir Path folder;

  private Perceptor open(Map<String, Object> fields) {
    return Perceptors.open(
            List.of(Map.of("id", "vitals", "kind", "fields", "input", "vitals", "fields", fields)),
            Opening.of(folder),
            PREFIXES,
            "pack.yaml: perceptors")
        .getFirst();
  }

  private Perceptor vitals() {
    return open(
        Map.of(
            "heartRate", Map.of("predicate", "ex:heartRate", "unit", "/min", "min", 10, "max", 300),
            "glucose",
                Map.of(
                    "predicate",
                    "ex:glucose",
                    "unit",
                    "mmol/L",
                    "max",
                    60,
                    "alternatives",
                    Map.of("mg/dL", Map.of("factor", 0.0555))),
            "onAir", Map.of("predicate", "ex:onAir", "type", "boolean"),
            "allergies",
                Map.of(
                    "predicate",
                    "ex:allergicTo",
                    "type",
                    "code",
                    "many",
                    true,
                    "codes",
                    Map.of("penicillin", "ex:Penicillins", "latex", "ex:Latex"))));
  }

  private static List<Percept> read(Perceptor perceptor, Object value) {
    return perceptor
        .perceive(
            new PerceptorInput(
                NodeFactory.createURI("http://example.org/ann"),
                "vitals",
                value,
                "case.json: inputs.vitals"))
        .percepts();
  }

  private static String object(Percept percept) {
    return percept.statement().getObject().toString();
  }

  @Test
  void aNumberInAUnitOfTheSameKindIsConverted() {
    Perceptor perceptor =
        open(
            Map.of(
                "temperature",
                Map.of("predicate", "ex:temperature", "unit", "Cel", "min", 25, "max", 45)));

    Percept percept =
        read(perceptor, Map.of("temperature", Map.of("value", 98.6, "unit", "[degF]"))).getFirst();

    assertThat(object(percept)).contains("37.0");
    assertThat(percept.note())
        .isEqualTo("given as temperature = 37.0 Cel; converted from 98.6 [degF]");
    assertThatThrownBy(
            () -> read(perceptor, Map.of("temperature", Map.of("value", 310, "unit", "m"))))
        .hasMessageContaining("The unit (m) does not convert to the declared one (Cel).");
    assertThatThrownBy(
            () -> read(perceptor, Map.of("temperature", Map.of("value", 37, "unit", "°C"))))
        .hasMessageContaining("Write (Cel), which is how UCUM writes it.");
  }

  @Test
  void aDeclaredUnitIsOneOfUcum() {
    assertThatThrownBy(() -> open(Map.of("rate", Map.of("predicate", "ex:rate", "unit", "bpm"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pack.yaml: perceptors[0].fields.rate.unit")
        .hasMessageContaining("The unit (bpm) is none of UCUM.")
        .hasMessageContaining("Write (/min), which is how UCUM writes it.");
  }

  @Test
  void anIntegerStaysAnInteger() {
    Percept percept = read(vitals(), Map.of("heartRate", 110)).getFirst();

    assertThat(percept.statement().getObject())
        .isEqualTo(NodeFactory.createLiteralDT("110", XSDDatatype.XSDinteger));
    assertThat(percept.probability()).isEqualTo(Probability.ONE);
    assertThat(percept.region()).isEqualTo(new Region.Columns(List.of("heartRate")));
    assertThat(percept.note()).isEqualTo("given as heartRate = 110 /min");
  }

  @Test
  void aDecimalIsWrittenInCanonicalForm() {
    assertThat(read(vitals(), Map.of("glucose", new BigDecimal("5.500"))).getFirst().statement())
        .extracting(statement -> statement.getObject())
        .isEqualTo(NodeFactory.createLiteralDT("5.5", XSDDatatype.XSDdecimal));
    assertThat(read(vitals(), Map.of("glucose", 5.0)).getFirst().statement().getObject())
        .isEqualTo(NodeFactory.createLiteralDT("5.0", XSDDatatype.XSDdecimal));
  }

  @Test
  void anAlternativeUnitIsConvertedExactly() {
    Percept percept =
        read(vitals(), Map.of("glucose", Map.of("value", 100, "unit", "mg/dL"))).getFirst();

    assertThat(percept.statement().getObject().getLiteralLexicalForm()).isEqualTo("5.55");
    assertThat(percept.note()).contains("converted from 100 mg/dL");
  }

  @Test
  void severalCodesGiveOnePerceptEach() {
    List<Percept> percepts =
        read(vitals(), Map.of("allergies", List.of("latex", "penicillin", "latex")));

    assertThat(percepts)
        .extracting(FieldsPerceptorTest::object)
        .containsExactly("http://example.org/Latex", "http://example.org/Penicillins");
    assertThat(percepts).extracting(Percept::id).doesNotHaveDuplicates();
  }

  @Test
  void everyWrongValueIsNamedAtOnce() {
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                read(
                    vitals(),
                    Map.of(
                        "hartRate",
                        80,
                        "heartRate",
                        301,
                        "glucose",
                        Map.of("value", 5, "unit", "g/L"),
                        "onAir",
                        "yes",
                        "allergies",
                        List.of("latx"))));

    assertThat(error.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactlyInAnyOrder(
            "unknown-field", "out-of-range", "wrong-unit", "not-a-boolean", "unknown-code");
    assertThat(error).hasMessageContaining("(hartRate)").hasMessageContaining("(heartRate)?");
    assertThat(error).hasMessageContaining("Did you mean (latex)?");
  }

  @Test
  void notANumberIsRefused() {
    assertThatThrownBy(() -> read(vitals(), Map.of("heartRate", Double.NaN)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("NaN")
        .hasMessageContaining("inputs.vitals.heartRate");
  }

  @Test
  void aListForASingleFieldIsRefused() {
    assertThatThrownBy(() -> read(vitals(), Map.of("heartRate", List.of(80, 90))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("many: true");
  }

  @Test
  void sameInputGivesSamePercepts() {
    assertThat(read(vitals(), Map.of("heartRate", 80, "onAir", true)))
        .containsExactlyInAnyOrderElementsOf(
            read(vitals(), Map.of("onAir", true, "heartRate", 80)));
  }

  @Test
  void everyWrongConfigurationIsNamedAtOnce() {
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                Perceptors.open(
                    List.of(
                        Map.of("id", "a", "kind", "feilds", "input", "x"),
                        Map.of("id", "a", "kind", "fields", "input", "x", "colour", "red"),
                        Map.of(
                            "id",
                            "b",
                            "kind",
                            "classifier",
                            "input",
                            "y",
                            "model",
                            "../secret.onnx")),
                    Opening.of(folder),
                    PREFIXES,
                    "pack.yaml: perceptors"));

    assertThat(error.diagnostics())
        .extracting(Diagnostic::code)
        .contains(
            "unknown-kind",
            "duplicate-perceptor",
            "unknown-key",
            "missing-key",
            "file-outside-pack");
    assertThat(error).hasMessageContaining("Did you mean (fields)?");
    assertThat(error).hasMessageContaining("perceptors[2].model");
  }

  @Test
  void inputsAreOptionalUnlessRequired() {
    assertThat(
            Perceptors.inputs(
                List.of(
                    Map.of("id", "a", "kind", "fields", "input", "x"),
                    Map.of("id", "b", "kind", "text", "input", "y", "required", true))))
        .containsExactly(
            new InputDeclaration("x", "a", false), new InputDeclaration("y", "b", true));
  }
}
