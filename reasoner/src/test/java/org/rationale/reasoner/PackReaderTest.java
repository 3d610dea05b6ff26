package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rationale.kg.InvalidInputException;

class PackReaderTest {

  @TempDir Path folder;
  private TinyPack pack;

  @BeforeEach
  void writePack() throws IOException {
    pack = TinyPack.in(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: tiny                          | name: Tiny Pack                    | bad-name
          name: tiny                          | title2: tiny                       | unknown-key
          rules: [rules.srl]                  | rules: [missing.srl]               | missing-file
          rules: [rules.srl]                  | rules: [../outside.srl]            | outside-pack
          rules: [rules.srl]                  | rules: {a: b}                      | bad-value
          knowledge: [knowledge.ttl]          | knowledge: [1, 2]                  | missing-file
          version: 1.0.0                      | version: [1]                       | bad-value
          kind: most-probable, threshold: 0.5 | kind: best                         | unknown-policy
          kind: most-probable, threshold: 0.5 | kind: most-probable, threshold: 50 | bad-threshold
          kind: most-probable, threshold: 0.5 | kind: most-probable, threshold: -1 | bad-threshold
          kind: most-probable, threshold: 0.5 | kind: most-probable                | bad-threshold
          kind: most-probable, threshold: 0.5 | kind: all-above, limit: 3          | unknown-key
          - id: all                           | - id: illness                      | duplicate-question
          - id: all                           | - label: all                       | missing-key
          prefixes: {t:                       | prefixes: [t                       | malformed-yaml
          version: 1.0.0                      | name: again                        | malformed-yaml
          """)
  void everyMistakeHasItsCodeAndNamesTheFile(String old, String replacement, String code)
      throws IOException {
    pack.replace("pack.yaml", old, replacement);
    assertThatThrownBy(() -> PackReader.read(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pack.yaml")
        .hasMessageContaining("[" + code + "]");
  }

  @Test
  void aFolderWithoutAPackSaysSo() throws IOException {
    assertThatThrownBy(() -> PackReader.read(folder.resolve("nowhere")))
        .hasMessageContaining("there is no such pack");
    assertThatThrownBy(() -> PackReader.read(Files.createDirectory(folder.resolve("empty"))))
        .hasMessageContaining("has no pack.yaml");
  }

  @Test
  void aPackNeedsQuestions() throws IOException {
    pack.write("pack.yaml", "name: tiny\n");
    assertThatThrownBy(() -> PackReader.read(folder)).hasMessageContaining("no-questions");
    pack.write("pack.yaml", "");
    assertThatThrownBy(() -> PackReader.read(folder)).hasMessageContaining("malformed-yaml");
    pack.write("pack.yaml", "name: tiny\nquestions: none\nshapes: 3\n");
    assertThatThrownBy(() -> PackReader.read(folder))
        .hasMessageContaining("is not a list")
        .hasMessageContaining("is not a mapping");
  }

  @Test
  void aFileThatIsNoTextSaysSo() throws IOException {
    Files.write(folder.resolve("pack.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> PackReader.read(folder)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void filesThatAPerceptorNamesCountForTheHashButItsTestDataDoNot() throws IOException {
    String fields = "    input: vitals\n";
    pack.write("parameters.json", "1");
    pack.write("labelled.jsonl", "1");
    pack.replace(
        "pack.yaml",
        fields,
        fields + "    files: [parameters.json]\n    labelled: labelled.jsonl\n");
    String before = PackReader.read(folder).identity().sha256();
    pack.write("labelled.jsonl", "2");
    assertThat(PackReader.read(folder).identity().sha256()).isEqualTo(before);
    pack.write("parameters.json", "2");
    assertThat(PackReader.read(folder).identity().sha256()).isNotEqualTo(before);
  }

  @Test
  void filesInAFolderOfExamplesCountForTheHashToo() throws IOException {
    String fields = "    input: vitals\n";
    pack.write("sick/1.txt", "Fever.");
    pack.replace("pack.yaml", fields, fields + "    classes: [{label: sick, examples: sick}]\n");
    PackIdentity before = PackReader.read(folder).identity();
    assertThat(before.files()).containsKey("sick/1.txt");
    pack.write("sick/2.txt", "Chills.");
    assertThat(PackReader.read(folder).identity().sha256()).isNotEqualTo(before.sha256());
  }
}
