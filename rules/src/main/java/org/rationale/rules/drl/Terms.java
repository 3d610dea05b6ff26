package org.rationale.rules.drl;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.TextDirection;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one firing, as RDF nodes and as the values that DRL sees. Remembers what it
 * converted, so that a value taken from a fact turns back into exactly that fact's node, whatever
 * its datatype or spelling.
 */
final class Terms {

  private final Prefixes prefixes;

  /** What is shared with other firings, and changed by none of them. */
  private final @Nullable Terms shared;

  private final Map<Node, Object> values = new HashMap<>();

  /** IRIs and blank nodes by their written form. */
  private final Map<String, Node> resources = new HashMap<>();

  /** Numbers by identity: equal numbers may stem from different literals. */
  private final IdentityHashMap<Object, Node> numbers = new IdentityHashMap<>();

  Terms(Prefixes prefixes) {
    this.prefixes = prefixes;
    this.shared = null;
  }

  /** Terms that know what others know, and keep to themselves what they convert. */
  Terms(Terms shared) {
    this.prefixes = shared.prefixes;
    this.shared = shared;
  }

  /** The value of a node; empty for a triple term, which DRL does not see. */
  Optional<Object> value(Node node) {
    Object known = known(node);
    if (known != null) {
      return Optional.of(known);
    }
    if (node.isTripleTerm()) {
      return Optional.empty();
    }
    Object value = convert(node);
    values.put(node, value);
    if (value instanceof String written) {
      resources.put(written, node);
    } else if (value instanceof BigDecimal) {
      numbers.put(value, node);
    }
    return Optional.of(value);
  }

  /**
   * The node of a value: of a {@code String}, the IRI or blank node; of a number, a boolean or a
   * {@link Literal}, the literal. Empty if the value stands for no term.
   */
  Optional<Node> node(Object value) {
    return switch (value) {
      case String written -> resource(written);
      case Boolean truth -> Optional.of(literal(truth.toString(), XSDDatatype.XSDboolean));
      case Literal literal -> node(literal);
      case Number number -> {
        Node known = known(number);
        yield known == null ? number(number) : Optional.of(known);
      }
      default -> Optional.empty();
    };
  }

  /** The IRI or blank node that a string stands for; empty if its prefix is unknown. */
  Optional<Node> resource(String written) {
    Node known = known(written);
    return known == null ? prefixes.read(written).map(NodeFactory::createURI) : Optional.of(known);
  }

  private @Nullable Object known(Node node) {
    Object known = values.get(node);
    return known == null && shared != null ? shared.known(node) : known;
  }

  private @Nullable Node known(Number number) {
    Node known = numbers.get(number);
    return known == null && shared != null ? shared.known(number) : known;
  }

  private @Nullable Node known(String written) {
    Node known = resources.get(written);
    return known == null && shared != null ? shared.known(written) : known;
  }

  List<String> knownPrefixes() {
    return prefixes.known();
  }

  private Object convert(Node node) {
    if (node.isURI()) {
      return prefixes.write(node.getURI());
    }
    if (node.isBlank()) {
      return "_:" + node.getBlankNodeLabel();
    }
    String lexical = node.getLiteralLexicalForm();
    RDFDatatype datatype = node.getLiteralDatatype();
    if (XSDDatatype.XSDboolean.equals(datatype) && node.getLiteral().isWellFormed()) {
      return (Boolean) node.getLiteralValue();
    }
    Optional<BigDecimal> decimal = number(node);
    if (decimal.isPresent()) {
      return decimal.get();
    }
    TextDirection direction = node.getLiteralBaseDirection();
    String language = node.getLiteralLanguage() + (direction == null ? "" : "--" + direction);
    return new Literal(lexical, prefixes.write(datatype.getURI()), language);
  }

  /** The value of a literal that is a finite number. */
  static Optional<BigDecimal> number(Node node) {
    return node.isLiteral()
            && node.getLiteral().isWellFormed()
            && node.getLiteralValue() instanceof Number number
        ? decimal(node.getLiteralLexicalForm(), number)
        : Optional.empty();
  }

  /** Always a new object, because {@link #numbers} tells numbers apart by identity. */
  private static Optional<BigDecimal> decimal(String lexical, Number number) {
    BigDecimal exact;
    if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        return Optional.empty();
      }
      exact = new BigDecimal(number.toString());
    } else {
      exact = new BigDecimal(lexical.strip());
    }
    BigDecimal stripped = exact.stripTrailingZeros();
    if (stripped.scale() < 0) {
      stripped = stripped.setScale(0);
    }
    return Optional.of(new BigDecimal(stripped.unscaledValue(), stripped.scale()));
  }

  private static Optional<Node> number(Number number) {
    if (number instanceof BigDecimal decimal) {
      return Optional.of(literal(plain(decimal), XSDDatatype.XSDdecimal));
    }
    if (number instanceof Double || number instanceof Float) {
      RDFDatatype datatype =
          number instanceof Double ? XSDDatatype.XSDdouble : XSDDatatype.XSDfloat;
      return Optional.of(literal(xsdText(number), datatype));
    }
    boolean whole =
        number instanceof Long
            || number instanceof Integer
            || number instanceof Short
            || number instanceof Byte
            || number instanceof BigInteger;
    return whole
        ? Optional.of(literal(number.toString(), XSDDatatype.XSDinteger))
        : Optional.empty();
  }

  /** XML Schema spells infinity its own way. */
  private static String xsdText(Number number) {
    return Double.isInfinite(number.doubleValue())
        ? (number.doubleValue() > 0 ? "INF" : "-INF")
        : number.toString();
  }

  private static String plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.toPlainString();
  }

  private Optional<Node> node(Literal literal) {
    if (!literal.language().isEmpty()) {
      int direction = literal.language().indexOf("--");
      return Optional.of(
          direction < 0
              ? NodeFactory.createLiteralLang(literal.lexical(), literal.language())
              : NodeFactory.createLiteralDirLang(
                  literal.lexical(),
                  literal.language().substring(0, direction),
                  literal.language().substring(direction + 2)));
    }
    return prefixes
        .read(literal.datatype())
        .map(iri -> literal(literal.lexical(), TypeMapper.getInstance().getSafeTypeByName(iri)));
  }

  private static Node literal(String lexical, RDFDatatype datatype) {
    return NodeFactory.createLiteralDT(lexical, datatype);
  }
}
