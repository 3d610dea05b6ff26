package org.rationale.rules.drl;

import static org.rationale.rules.drl.CompiledRulesFormat.readText;
import static org.rationale.rules.drl.CompiledRulesFormat.writeText;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.rules.drl.DrlPattern.Bound;
import org.rationale.rules.drl.DrlPattern.Comparison;

/** What was read of a rule, as bytes. */
final class ReadingFormat {

  private static final char PRESENT = 'p';
  private static final char ABSENT = 'a';
  private static final char UNREAD = 'u';
  private static final char VARIABLE = '?';
  private static final char IRI = '<';
  private static final char TRUTH = 'b';

  private ReadingFormat() {}

  static void write(DataOutputStream out, DrlReading reading) throws IOException {
    out.writeInt(reading.conditions().size());
    for (DrlCondition condition : reading.conditions()) {
      writeText(out, condition.text());
      switch (condition) {
        case DrlCondition.Present present -> {
          out.writeChar(PRESENT);
          write(out, present.pattern());
        }
        case DrlCondition.Absent absent -> {
          out.writeChar(ABSENT);
          write(out, absent.pattern());
        }
        case DrlCondition.Unread unread -> {
          out.writeChar(UNREAD);
          out.writeInt(unread.patterns().size());
          for (DrlPattern pattern : unread.patterns()) {
            write(out, pattern);
          }
          out.writeBoolean(unread.seesObjects());
        }
      }
    }
    out.writeInt(reading.conclusions().size());
    for (Triple conclusion : reading.conclusions()) {
      write(out, conclusion);
    }
    out.writeInt(reading.names().size());
    for (Map.Entry<String, Node> name : reading.names().entrySet()) {
      writeText(out, name.getKey());
      write(out, name.getValue());
    }
  }

  static DrlReading read(DataInputStream in) throws IOException {
    List<DrlCondition> conditions = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String text = readText(in);
      conditions.add(
          switch (in.readChar()) {
            case PRESENT -> new DrlCondition.Present(readPattern(in), text);
            case ABSENT -> new DrlCondition.Absent(readPattern(in), text);
            case UNREAD -> {
              List<DrlPattern> patterns = new ArrayList<>();
              for (int inside = in.readInt(); inside > 0; inside--) {
                patterns.add(readPattern(in));
              }
              yield new DrlCondition.Unread(text, patterns, in.readBoolean());
            }
            default -> throw new IOException("No condition of this kind is known.");
          });
    }
    List<Triple> conclusions = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      conclusions.add(readTriple(in));
    }
    Map<String, Node> names = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      names.put(readText(in), readNode(in));
    }
    return new DrlReading(conditions, conclusions, names);
  }

  private static void write(DataOutputStream out, DrlPattern pattern) throws IOException {
    write(out, pattern.triple());
    writeTexts(out, List.copyOf(new TreeSet<>(pattern.uses())));
    out.writeInt(pattern.bounds().size());
    for (Bound bound : pattern.bounds()) {
      writeText(out, bound.comparison().name());
      writeText(out, bound.limit().toString());
    }
    writeTexts(out, pattern.unread());
  }

  private static DrlPattern readPattern(DataInputStream in) throws IOException {
    Triple triple = readTriple(in);
    List<String> uses = readTexts(in);
    List<Bound> bounds = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      bounds.add(new Bound(Comparison.valueOf(readText(in)), new BigDecimal(readText(in))));
    }
    return new DrlPattern(triple, new LinkedHashSet<>(uses), bounds, readTexts(in));
  }

  private static void write(DataOutputStream out, Triple triple) throws IOException {
    write(out, triple.getSubject());
    write(out, triple.getPredicate());
    write(out, triple.getObject());
  }

  private static Triple readTriple(DataInputStream in) throws IOException {
    return Triple.create(readNode(in), readNode(in), readNode(in));
  }

  private static void write(DataOutputStream out, Node node) throws IOException {
    out.writeChar(node.isVariable() ? VARIABLE : node.isURI() ? IRI : TRUTH);
    writeText(
        out,
        node.isVariable()
            ? node.getName()
            : node.isURI() ? node.getURI() : node.getLiteralLexicalForm());
  }

  private static Node readNode(DataInputStream in) throws IOException {
    char kind = in.readChar();
    String text = readText(in);
    return switch (kind) {
      case VARIABLE -> Var.alloc(text);
      case IRI -> NodeFactory.createURI(text);
      case TRUTH -> NodeFactory.createLiteralDT(text, XSDDatatype.XSDboolean);
      default -> throw new IOException("No term of this kind is known.");
    };
  }

  private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(readText(in));
    }
    return texts;
  }
}
