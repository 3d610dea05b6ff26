package org.rationale.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.rationale.reasoner.FactCounts;
import org.rationale.reasoner.Incompleteness;
import org.rationale.reasoner.SampledFacts;

/** Reasoned facts as JSON. */
final class FactsJson {

  private static final JsonFactory JSON = new JsonFactory();

  private FactsJson() {}

  /**
   * Writes one object, a fact a line.
   *
   * @param summary whether to leave the facts out
   */
  static void write(ReasonedFacts reasoned, boolean summary, Writer out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.setPrettyPrinter(new FactALine());
      json.writeStartObject();
      if (!summary) {
        facts(reasoned, json);
      }
      counts(reasoned, json);
      json.writeObjectFieldStart("millis");
      json.writeNumberField("load", reasoned.millis().load());
      json.writeNumberField("reason", reasoned.millis().reason());
      json.writeNumberField("probability", reasoned.millis().probability());
      json.writeEndObject();
      incompleteness(reasoned, json);
      json.writeEndObject();
    }
    out.write(System.lineSeparator());
  }

  /** One line for a program of a batch, without a line's end. */
  static String line(String id, ReasonedFacts reasoned, boolean summary) {
    return line(
        json -> {
          json.writeStringField("id", id);
          if (summary) {
            counts(reasoned, json);
          } else {
            facts(reasoned, json);
          }
          incompleteness(reasoned, json);
        });
  }

  /** The line of a program that could not be run. */
  static String errorLine(Optional<String> id, int number, String error) {
    return line(
        json -> {
          if (id.isPresent()) {
            json.writeStringField("id", id.get());
          } else {
            json.writeNullField("id");
            json.writeNumberField("line", number);
          }
          json.writeStringField("error", error);
        });
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static String line(Members members) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = generator(line)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return line.toString();
  }

  private static JsonGenerator generator(Writer out) throws IOException {
    return JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  private static void facts(ReasonedFacts reasoned, JsonGenerator json) throws IOException {
    Terms terms = new Terms();
    json.writeArrayFieldStart("facts");
    int number = 0;
    for (Triple statement : reasoned.statements()) {
      json.writeStartObject();
      json.writeStringField("s", terms.text(statement.getSubject()));
      json.writeStringField("p", terms.text(statement.getPredicate()));
      json.writeStringField("o", terms.text(statement.getObject()));
      Optional<FactProbability> probability = reasoned.probability(number++);
      if (probability.isPresent()) {
        FactProbability known = probability.get();
        json.writeNumberField("probability", known.valuation().probability().value());
        json.writeNumberField("lower", known.lower().value());
        json.writeNumberField("upper", known.upper().value());
        json.writeStringField("guarantee", known.guarantee());
      }
      json.writeArrayFieldStart("origin");
      for (String origin : reasoned.origins(statement)) {
        json.writeString(origin);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void counts(ReasonedFacts reasoned, JsonGenerator json) throws IOException {
    FactCounts counts = reasoned.counts();
    json.writeObjectFieldStart("counts");
    json.writeNumberField("asserted", counts.asserted());
    json.writeNumberField("uncertain", counts.uncertain());
    json.writeNumberField("derived", counts.derived());
    Optional<SampledFacts> sampled = reasoned.sampled();
    if (sampled.isEmpty()) {
      json.writeNumberField("derivations", counts.derivations());
    }
    json.writeEndObject();
    if (sampled.isPresent()) {
      json.writeObjectFieldStart("worlds");
      json.writeNumberField("drawn", sampled.get().worlds());
      json.writeNumberField("counted", sampled.get().counted());
      json.writeEndObject();
    }
  }

  private static void incompleteness(ReasonedFacts reasoned, JsonGenerator json)
      throws IOException {
    Optional<Incompleteness> found = reasoned.incompleteness();
    if (found.isPresent()) {
      json.writeObjectFieldStart("incomplete");
      json.writeStringField("limit", found.get().limit().name().toLowerCase(java.util.Locale.ROOT));
      json.writeStringField("message", found.get().message());
      json.writeEndObject();
    }
  }

  /** Breaks lines before each fact, and after the last. */
  private static final class FactALine extends MinimalPrettyPrinter {

    private static final long serialVersionUID = 1L;

    @Override
    public void writeStartArray(JsonGenerator json) throws IOException {
      super.writeStartArray(json);
      breakLine(json);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      super.writeArrayValueSeparator(json);
      breakLine(json);
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
      if (values > 0) {
        breakLine(json);
      }
      super.writeEndArray(json, values);
    }

    private static void breakLine(JsonGenerator json) throws IOException {
      // Of the arrays only that of facts is a member of the outermost object.
      if (json.getOutputContext().getParent().getParent().inRoot()) {
        json.writeRaw('\n');
      }
    }
  }
}
