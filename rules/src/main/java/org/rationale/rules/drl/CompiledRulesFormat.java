package org.rationale.rules.drl;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.rationale.kg.Citation;
import org.rationale.rules.drl.CompiledRules.NamedRule;

/**
 * Compiled rules as bytes. Plain data and class files; not Java's serialization, which would run
 * what it reads.
 */
final class CompiledRulesFormat {

  private CompiledRulesFormat() {}

  static byte[] write(CompiledRules rules) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(rules.rules().size());
      for (NamedRule named : rules.rules()) {
        writeText(out, named.name());
        writeRule(out, named.rule());
      }
      writePatterns(out, rules.patterns());
      out.writeBoolean(rules.independentOfPast());
      out.writeInt(rules.model().models().size());
      for (String model : rules.model().models()) {
        writeText(out, model);
      }
      out.writeInt(rules.model().classes().size());
      for (Map.Entry<String, byte[]> entry : new TreeMap<>(rules.model().classes()).entrySet()) {
        writeText(out, entry.getKey());
        writeBytes(out, entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the bytes are anything else
   */
  static CompiledRules read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      List<NamedRule> rules = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        rules.add(new NamedRule(readText(in), readRule(in)));
      }
      List<StatementPattern> patterns = readPatterns(in);
      boolean independentOfPast = in.readBoolean();
      List<String> models = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        models.add(readText(in));
      }
      Map<String, byte[]> classes = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        classes.put(readText(in), readBytes(in));
      }
      return new CompiledRules(
          rules, patterns, independentOfPast, new CompiledModel(models, classes));
    }
  }

  private static void writeRule(DataOutputStream out, DrlRule rule) throws IOException {
    writeText(out, rule.id());
    writeText(out, rule.text());
    writeOptional(out, rule.source().map(Citation::text));
    writeOptional(out, rule.source().flatMap(Citation::iri));
    out.writeBoolean(rule.nonmonotone());
    writePatterns(out, rule.watched());
    writeText(out, rule.place());
    ReadingFormat.write(out, rule.reading());
  }

  private static DrlRule readRule(DataInputStream in) throws IOException {
    String id = readText(in);
    String text = readText(in);
    Optional<String> source = readOptional(in);
    Optional<String> iri = readOptional(in);
    return new DrlRule(
        id,
        text,
        source.map(citation -> new Citation(citation, iri)),
        in.readBoolean(),
        readPatterns(in),
        readText(in),
        ReadingFormat.read(in));
  }

  private static void writePatterns(DataOutputStream out, List<StatementPattern> patterns)
      throws IOException {
    out.writeInt(patterns.size());
    for (StatementPattern pattern : patterns) {
      writeOptional(out, pattern.subject().map(Node::getURI));
      writeOptional(out, pattern.predicate().map(Node::getURI));
      writeOptional(out, pattern.object().map(Node::getURI));
    }
  }

  private static List<StatementPattern> readPatterns(DataInputStream in) throws IOException {
    List<StatementPattern> patterns = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      patterns.add(new StatementPattern(readNode(in), readNode(in), readNode(in)));
    }
    return patterns;
  }

  private static Optional<Node> readNode(DataInputStream in) throws IOException {
    return readOptional(in).map(NodeFactory::createURI);
  }

  private static void writeOptional(DataOutputStream out, Optional<String> text)
      throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      writeText(out, text.get());
    }
  }

  private static Optional<String> readOptional(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(readText(in)) : Optional.empty();
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("A length of %d is out of range.".formatted(length));
    }
    return in.readNBytes(length);
  }
}
