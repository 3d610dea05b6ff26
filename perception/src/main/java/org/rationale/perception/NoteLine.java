package org.rationale.perception;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.rationale.kg.Diagnostic;
import org.rationale.perception.LabelledNotes.Label;
import org.rationale.perception.LabelledNotes.LabelledNote;

/** Reads a line of a file of labelled notes and reports all that is wrong with it. */
record NoteLine(
    String place,
    Set<Node> concepts,
    Map<String, Quantity> quantities,
    ConfigReader config,
    List<Diagnostic> diagnostics) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  void report(String code, String message, String hint) {
    diagnostics.add(new Diagnostic(code, place, message, hint));
  }

  Optional<LabelledNote> read(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      report("json-syntax", "The line is no JSON object.", "Write one object a line.");
      return Optional.empty();
    }
    String text = json.path("text").asText("");
    boolean findings = json.path("labels").isArray();
    boolean numbers = json.path("numbers").isArray();
    if (text.isBlank() || !json.path("id").isTextual() || !(findings || numbers)) {
      report(
          "label-form",
          "The line has not an id, a text and labels.",
          "Write {\"id\": ..., \"text\": ..., \"labels\": [...]}; or numbers in place of labels.");
      return Optional.empty();
    }
    List<Label> labels = new ArrayList<>();
    json.path("labels").forEach(label -> label(label, text).ifPresent(labels::add));
    List<LabelledNotes.SaidNumber> said = new ArrayList<>();
    json.path("numbers").forEach(number -> number(number, text).ifPresent(said::add));
    return Optional.of(
        new LabelledNote(
            json.path("id").asText(),
            text,
            findings ? Optional.of(labels) : Optional.empty(),
            numbers ? Optional.of(said) : Optional.empty()));
  }

  private Optional<Label> label(JsonNode label, String text) {
    String name = label.path("concept").asText("");
    String context = label.path("context").asText("");
    Optional<Node> concept = config.resolve(name, place);
    if (concept.isPresent() && !concepts.contains(concept.get())) {
      report(
          "unknown-concept",
          "The concept (%s) is not one of the perceptor's.".formatted(name),
          "Check its name against the concepts' query.");
      return Optional.empty();
    }
    Optional<String> quote = quote(label, text);
    if (concept.isEmpty() || quote.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Label(concept.get(), Context.valueOf(context.toUpperCase(Locale.ROOT)), quote.get()));
    } catch (IllegalArgumentException e) {
      report(
          "unknown-context",
          "The context (%s) is not known.".formatted(context),
          "Write present, possible, absent, historical, family or hypothetical.");
      return Optional.empty();
    }
  }

  private Optional<LabelledNotes.SaidNumber> number(JsonNode label, String text) {
    String name = label.path("quantity").asText("");
    Quantity quantity = quantities.get(name);
    if (quantity == null) {
      report(
          "unknown-quantity",
          "The quantity (%s) is not one of the perceptor's.".formatted(name),
          ConfigReader.nearest(name, quantities.keySet()));
      return Optional.empty();
    }
    String unit = label.path("unit").asText(quantity.unit());
    Optional<BigDecimal> value =
        label.path("value").isNumber()
            ? quantity.converted(label.path("value").decimalValue(), unit)
            : Optional.empty();
    if (value.isEmpty()) {
      report(
          "wrong-value",
          "The value (%s) of %s is no number in a unit of its kind."
              .formatted(label.path("value").asText("?"), name),
          "Write a number, and under unit what it is in: (%s) if nothing stands there."
              .formatted(quantity.unit()));
    }
    Optional<String> quote = quote(label, text);
    return value.flatMap(number -> quote.map(q -> new LabelledNotes.SaidNumber(name, number, q)));
  }

  private Optional<String> quote(JsonNode label, String text) {
    String quote = label.path("quote").asText("");
    if (quote.isEmpty() || !text.contains(quote)) {
      report(
          "quote-not-found",
          "The quote (%s) is not in the text.".formatted(quote),
          "Copy it from the text.");
      return Optional.empty();
    }
    return Optional.of(quote);
  }
}
