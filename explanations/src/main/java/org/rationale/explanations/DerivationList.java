package org.rationale.explanations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.reasoner.ProofGraph;

/** All derivations of a proof graph as JSON, written as they are found. */
public final class DerivationList {

  private final ProofGraph graph;
  private final Wording wording;
  private final JsonGenerator json;
  private final Map<Node, SerializedString> terms = new HashMap<>();
  private final Map<String, SerializedString> rules = new HashMap<>();

  private DerivationList(ProofGraph graph, JsonGenerator json) {
    this.graph = graph;
    this.wording = new Wording(graph).remembering();
    this.json = json;
  }

  /**
   * Writes {@code {"derivations": [...], "count": n}}, one derivation a line: of each fact in the
   * order of {@link ProofGraph#statements()}, the one by which reasoning reached it first. A
   * derivation has the members of a step in {@link WhyReport#json}: {@code conclusion}, {@code
   * rule}, {@code text}, {@code source}, {@code ruleProbability}, {@code premises} and {@code
   * absent}; {@code sourceIri} where the source has one. What is held in memory are the names of
   * terms, not the derivations.
   *
   * @param out is left open
   * @return how many there are
   */
  public static long write(ProofGraph graph, OutputStream out) throws IOException {
    JsonGenerator json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setPrettyPrinter(new Lines());
    long count = new DerivationList(graph, json).write();
    json.close();
    return count;
  }

  /** A line for each element of the outer array, and no other white space. */
  private static final class Lines extends MinimalPrettyPrinter {

    private static final long serialVersionUID = 1L;

    private static boolean isOuter(JsonGenerator json) {
      return json.getOutputContext().getNestingDepth() == 2;
    }

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
      json.writeRaw(isOuter(json) ? "\n" : "");
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(isOuter(json) ? ",\n" : ",");
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
      json.writeRaw(isOuter(json) ? "\n]" : "]");
    }
  }

  private long write() throws IOException {
    long count = 0;
    json.writeStartObject();
    json.writeArrayFieldStart("derivations");
    for (Triple statement : graph.statements()) {
      for (Derivation derivation : graph.derivations(statement)) {
        derivation(derivation);
        count++;
      }
    }
    json.writeEndArray();
    json.writeNumberField("count", count);
    json.writeEndObject();
    json.writeRaw('\n');
    return count;
  }

  private void derivation(Derivation derivation) throws IOException {
    json.writeStartObject();
    json.writeFieldName("conclusion");
    triple(derivation.conclusion());
    json.writeFieldName("rule");
    json.writeString(
        rules.computeIfAbsent(
            derivation.rule(), rule -> new SerializedString(JsonView.rule(wording.rule(rule)))));
    json.writeStringField("text", wording.sentence(derivation));
    json.writeStringField("source", derivation.source().map(source -> source.text()).orElse(""));
    if (derivation.source().flatMap(source -> source.iri()).isPresent()) {
      json.writeStringField("sourceIri", derivation.source().orElseThrow().iri().orElseThrow());
    }
    json.writeNumberField("ruleProbability", derivation.probability().value());
    json.writeArrayFieldStart("premises");
    for (Triple premise : derivation.premises()) {
      triple(premise);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("absent");
    for (Derivation.Absence absence : derivation.absences()) {
      json.writeString(absence.pattern());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void triple(Triple triple) throws IOException {
    json.writeStartObject();
    json.writeFieldName("s");
    json.writeString(term(triple.getSubject()));
    json.writeFieldName("p");
    json.writeString(term(triple.getPredicate()));
    json.writeFieldName("o");
    json.writeString(term(triple.getObject()));
    json.writeEndObject();
  }

  private SerializedString term(Node term) {
    return terms.computeIfAbsent(term, node -> new SerializedString(Wording.ntriples(node)));
  }
}
