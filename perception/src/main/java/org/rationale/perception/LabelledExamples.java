package org.rationale.perception;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;

/**
 * Inputs whose class is known.
 *
 * @param sha256 of the file
 */
record LabelledExamples(List<Example> examples, String sha256) {

  /**
   * An input of a known class.
   *
   * @param input as in a case
   * @param label of its class
   * @param place for messages: {@code labelled.csv:2}
   */
  record Example(Object input, int label, String place) {}

  private static final String CLASS = "class";
  private static final String INPUT = "input";

  LabelledExamples {
    examples = List.copyOf(examples);
  }

  /**
   * Reads a file. In JSON lines each line is {@code {"input": ..., "class": "label"}}, the input
   * being what a case would hold. In CSV the header names columns; {@code class} holds the label,
   * and {@code input} the input; without a column {@code input} the others are a record of numbers.
   *
   * @param file whose name ends in {@code .csv}, else JSON lines
   * @param labels of the classes, in the model's order
   * @throws InvalidInputException with everything that is wrong with it
   */
  static LabelledExamples read(Path file, List<String> labels) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "file-unreadable",
          file.toString(),
          "The labelled examples cannot be read.",
          "Check that the file is there and readable.");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<Diagnostic> diagnostics = new ArrayList<>();
    String name = String.valueOf(file.getFileName());
    List<Example> examples =
        name.endsWith(".csv")
            ? csv(text, name, labels, diagnostics)
            : lines(text, name, labels, diagnostics);
    if (diagnostics.isEmpty() && examples.isEmpty()) {
      diagnostics.add(
          new Diagnostic("no-examples", name, "The file holds no examples.", "Add some."));
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new LabelledExamples(examples, Sha256.of(bytes));
  }

  private static List<Example> csv(
      String text, String name, List<String> labels, List<Diagnostic> diagnostics) {
    List<Example> examples = new ArrayList<>();
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      if (!parser.getHeaderNames().contains(CLASS)) {
        diagnostics.add(
            new Diagnostic(
                "no-class-column",
                name + ":1",
                "The header has no column (class).",
                "Name the column of labels so."));
        return examples;
      }
      for (CSVRecord row : parser) {
        String place = name + ":" + parser.getCurrentLineNumber();
        if (!row.isConsistent()) {
          diagnostics.add(
              new Diagnostic(
                  "bad-row",
                  place,
                  "The row has (%d) cells, but the header (%d)."
                      .formatted(row.size(), parser.getHeaderNames().size()),
                  "Give each column a cell."));
          continue;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        row.toMap().forEach((column, cell) -> values.put(column, value(cell)));
        Object label = values.remove(CLASS);
        Object input = values.keySet().equals(Set.of(INPUT)) ? row.get(INPUT) : values;
        add(examples, input, label == null ? "" : row.get(CLASS), place, labels, diagnostics);
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      diagnostics.add(
          new Diagnostic(
              "bad-csv",
              name,
              "The file is no CSV: %s."
                  .formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
              "Write commas between cells and quotes around texts with commas."));
    }
    return examples;
  }

  private static Object value(String cell) {
    try {
      return new BigDecimal(cell);
    } catch (NumberFormatException e) {
      return cell;
    }
  }

  private static List<Example> lines(
      String text, String name, List<String> labels, List<Diagnostic> diagnostics) {
    ObjectMapper mapper =
        new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    List<Example> examples = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String place = name + ":" + number;
      try {
        Map<?, ?> json = mapper.readValue(line, Map.class);
        Object input = json.get(INPUT);
        if (input == null || !(json.get(CLASS) instanceof String label)) {
          diagnostics.add(
              new Diagnostic(
                  "label-form",
                  place,
                  "The line has not an input and a class.",
                  "Write {\"input\": ..., \"class\": \"label\"}."));
        } else {
          add(examples, input, label, place, labels, diagnostics);
        }
      } catch (IOException e) {
        diagnostics.add(
            new Diagnostic(
                "json-syntax", place, "The line is no JSON object.", "Write one object a line."));
      }
    }
    return examples;
  }

  private static void add(
      List<Example> examples,
      Object input,
      String label,
      String place,
      List<String> labels,
      List<Diagnostic> diagnostics) {
    int index = labels.indexOf(label);
    if (index < 0) {
      diagnostics.add(
          new Diagnostic(
              "unknown-class",
              place,
              "The class (%s) is not one of the perceptor's.".formatted(label),
              ConfigReader.nearest(label, labels)));
    } else {
      examples.add(new Example(input, index, place));
    }
  }
}
