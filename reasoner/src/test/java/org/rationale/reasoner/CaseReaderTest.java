package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rationale.kg.InvalidInputException;

class CaseReaderTest {

  @TempDir Path folder;

  @Test
  void aCaseKeepsItsNumbersExactly() {
    Case given =
        CaseReader.read(
            """
            {"id": "c1", "title": "One", "subject": "https://example.org/1",
             "inputs": {"labs": {"urea": 7.10}}, "expect": {"q": "t:A", "r": ["t:A", "t:B"]}}
            """,
            "c.json");
    assertThat(given.id()).isEqualTo("c1");
    assertThat(given.inputs()).containsEntry("labs", Map.of("urea", new BigDecimal("7.10")));
    assertThat(given.expect()).containsEntry("q", "t:A").containsEntry("r", "t:A t:B");
  }

  @Test
  void aCaseWithoutAnIdIsCalledByItsSubject() {
    assertThat(CaseReader.read("{\"subject\": \"urn:x:1\"}", "c.json").id()).isEqualTo("urn:x:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"inputs": {}}                                | missing-subject
          {"subject": " "}                              | bad-subject
          {"subject": "patient one"}                    | bad-subject
          {"subject": "relative/iri"}                   | bad-subject
          {"subject": 7}                                | bad-subject
          {"subject": "urn:x:1", "inputs": []}          | bad-inputs
          {"subject": "urn:x:1", "id": 3}               | bad-id
          {"subject": "urn:x:1", "input": {}}           | unknown-key
          {"subject": "urn:x:1", "subject": "urn:x:2"}  | malformed-json
          {"subject": "urn:x:1"                         | malformed-json
          {"subject": "urn:x:1", "inputs": {"x": NaN}}  | malformed-json
          {"subject": "urn:x:1"} trailing               | malformed-json
          []                                            | malformed-json
          null                                          | malformed-json
          """)
  void everyMistakeHasItsCodeAndNamesTheFile(String json, String code) {
    assertThatThrownBy(() -> CaseReader.read(json, "c.json"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("c.json")
        .hasMessageContaining("[" + code + "]");
  }

  @Test
  void filesThatCannotBeReadSaySo() throws IOException {
    assertThatThrownBy(() -> CaseReader.read(folder.resolve("none.json")))
        .hasMessageContaining("[unreadable]");
    assertThatThrownBy(() -> CaseReader.read(folder)).hasMessageContaining("[folder]");
    Path binary = folder.resolve("b.json");
    Files.write(binary, new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> CaseReader.read(binary)).hasMessageContaining("[not-utf-8]");
    Path good = folder.resolve("g.json");
    Files.writeString(good, "{\"subject\": \"urn:x:1\"}");
    assertThat(CaseReader.read(good).place()).isEqualTo(good.toString());
  }
}
