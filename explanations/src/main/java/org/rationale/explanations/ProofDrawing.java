package org.rationale.explanations;

import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.rationale.kg.Origin;

/**
 * A proof as a drawing: the conclusion at the left, lines to what it follows from, each step once.
 * Laid out by the Eclipse Layout Kernel's layered algorithm after Sugiyama, Tagawa and Toda (1981),
 * always in the same way.
 */
final class ProofDrawing {

  /** More boxes than this are easier to read as a tree. */
  static final int MOST_BOXES = 80;

  private static final int COLUMNS = 28;
  private static final int MOST_LINES = 5;
  private static final int LINE_HEIGHT = 15;

  /** Of a character of 12 pixels' size in a wide typeface. */
  private static final double CHARACTER_WIDTH = 7.2;

  private static final int PADDING = 8;

  /** From here on characters are as wide as they are high. */
  private static final int FIRST_WIDE = 0x1100;

  private static final RecursiveGraphLayoutEngine ENGINE = new RecursiveGraphLayoutEngine();

  static {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  private final Map<Triple, Box> boxes = new LinkedHashMap<>();
  private final Map<Box, Set<Box>> below = new LinkedHashMap<>();

  private ProofDrawing() {}

  /** One thing drawn; boxes are told apart by what they are, not by what they say. */
  private static final class Box {

    private final String kind;
    private final List<String> lines;
    private final List<String> details;

    Box(String kind, String words, String detail) {
      this.kind = kind;
      this.lines = wrap(words, MOST_LINES);
      this.details = detail.isEmpty() ? List.of() : wrap(detail, 2);
    }

    double height() {
      return 2 * PADDING + (lines.size() + details.size()) * LINE_HEIGHT;
    }
  }

  private static double width() {
    return 2 * PADDING + COLUMNS * CHARACTER_WIDTH;
  }

  /** The drawing; for a proof with too many parts a word on that, for one of one part nothing. */
  static Html draw(Triple root, Proofs.Proof proof) {
    ProofDrawing drawing = new ProofDrawing();
    drawing.collect(root, proof);
    int size = drawing.below.size();
    if (size > MOST_BOXES) {
      return el(
              "p",
              "There is no drawing: with %d parts it could not be read. The tree has them."
                  .formatted(size))
          .classed("quiet");
    }
    return size < 2 ? text("") : drawing.svg();
  }

  private void collect(Triple root, Proofs.Proof proof) {
    Map<Triple, Proofs.Step> steps = new HashMap<>();
    proof.steps().forEach(step -> steps.put(step.conclusion(), step));
    Map<Triple, Proofs.Leaf> leaves = new HashMap<>();
    proof.leaves().forEach(leaf -> leaves.put(leaf.statement(), leaf));
    proof.roots(root).forEach(statement -> box(statement, steps, leaves));
  }

  private Box box(
      Triple statement, Map<Triple, Proofs.Step> steps, Map<Triple, Proofs.Leaf> leaves) {
    Box known = boxes.get(statement);
    if (known != null) {
      return known;
    }
    Proofs.Leaf leaf = leaves.get(statement);
    if (leaf != null) {
      return remember(statement, leaf(leaf));
    }
    Proofs.Step step = steps.get(statement);
    if (step == null) {
      throw new IllegalStateException("The proof lacks its premise (%s).".formatted(statement));
    }
    String chance =
        step.probability().isCertain()
            ? Quotation.rule(step.rule())
            : Quotation.rule(step.rule()) + " · " + Valuations.plain(step.probability());
    Box box = remember(statement, new Box("step", step.text(), chance));
    Set<Box> premises = new LinkedHashSet<>();
    step.premises().forEach(premise -> premises.add(box(premise, steps, leaves)));
    for (Proofs.Absent absent : step.absences()) {
      Box missing =
          new Box(
              "absent",
              (absent.counterevidence().isEmpty() ? "Nothing found: " : "Provided that not: ")
                  + absent.text(),
              "");
      below.put(missing, Set.of());
      premises.add(missing);
    }
    below.put(box, premises);
    return box;
  }

  private Box remember(Triple statement, Box box) {
    boxes.put(statement, box);
    below.put(box, Set.of());
    return box;
  }

  private static Box leaf(Proofs.Leaf leaf) {
    return switch (leaf.origin()) {
      case Origin.Asserted asserted -> new Box("stated", leaf.text(), asserted.source());
      case Origin.Perceived perceived ->
          new Box(
              "perceived",
              leaf.text(),
              (perceived.percept().probability().isCertain()
                      ? "given"
                      : Valuations.percent(perceived.percept().probability()))
                  + " · "
                  + Quotation.of(perceived.percept()));
      case Origin.Derived derived -> throw new IllegalStateException("A leaf is derived.");
    };
  }

  /** Lines of at most {@link #COLUMNS} columns; what does not fit ends in an ellipsis. */
  private static List<String> wrap(String words, int mostLines) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int columns = 0;
    int lastSpace = -1;
    String all = words.strip().replaceAll("\\s+", " ");
    for (int i = 0; i < all.length(); i += Character.charCount(all.codePointAt(i))) {
      int character = all.codePointAt(i);
      columns += character < FIRST_WIDE ? 1 : 2;
      if (columns > COLUMNS) {
        if (lines.size() == mostLines - 1) {
          lines.add(line.toString().stripTrailing() + "…");
          return lines;
        }
        String rest = "";
        if (lastSpace > 0) {
          rest = line.substring(lastSpace + 1);
          line.setLength(lastSpace);
        }
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(rest);
        columns = columns(rest) + (character < FIRST_WIDE ? 1 : 2);
        lastSpace = -1;
      }
      if (character == ' ') {
        lastSpace = line.length();
      }
      line.appendCodePoint(character);
    }
    lines.add(line.toString());
    return lines;
  }

  private static int columns(String words) {
    return words.codePoints().map(character -> character < FIRST_WIDE ? 1 : 2).sum();
  }

  private Html svg() {
    ElkNode graph = ElkGraphUtil.createGraph();
    graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    graph.setProperty(CoreOptions.DIRECTION, Direction.RIGHT);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 24.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 8.0);
    graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(CoreOptions.PADDING, new ElkPadding(4));
    graph.setProperty(CoreOptions.RANDOM_SEED, 1);
    // The other places nodes by thresholds, and an assertion of its own fails for some graphs.
    graph.setProperty(
        LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
    Map<Box, ElkNode> nodes = new LinkedHashMap<>();
    below.keySet().forEach(box -> nodes.put(box, node(graph, box)));
    below.forEach(
        (box, premises) ->
            premises.forEach(
                premise -> ElkGraphUtil.createSimpleEdge(node(nodes, box), node(nodes, premise))));
    synchronized (ENGINE) {
      ENGINE.layout(graph, new BasicProgressMonitor());
    }
    List<Html> parts = new ArrayList<>();
    parts.add(el("title", "The proof as a drawing; the tree above says the same in words."));
    graph.getContainedEdges().forEach(edge -> parts.add(line(edge)));
    nodes.forEach((box, node) -> parts.add(draw(box, node)));
    return el(
            "div",
            el("svg", parts)
                .with("role", "img")
                .with("viewBox", "0 0 %s %s".formatted(px(graph.getWidth()), px(graph.getHeight())))
                .with("width", px(graph.getWidth()))
                .with("height", px(graph.getHeight())))
        .classed("drawing scroll")
        .with("tabindex", "0")
        .with("role", "group")
        .with("aria-label", "Drawing of the proof");
  }

  private static ElkNode node(ElkNode graph, Box box) {
    ElkNode node = ElkGraphUtil.createNode(graph);
    node.setDimensions(width(), box.height());
    return node;
  }

  private static ElkNode node(Map<Box, ElkNode> nodes, Box box) {
    ElkNode node = nodes.get(box);
    if (node == null) {
      throw new IllegalStateException("A box was not drawn.");
    }
    return node;
  }

  private static Html line(ElkEdge edge) {
    StringBuilder points = new StringBuilder();
    for (ElkEdgeSection section : edge.getSections()) {
      points.append("%s,%s".formatted(px(section.getStartX()), px(section.getStartY())));
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.append(" %s,%s".formatted(px(bend.getX()), px(bend.getY())));
      }
      points.append(" %s,%s".formatted(px(section.getEndX()), px(section.getEndY())));
    }
    return el("polyline").with("points", points.toString());
  }

  private static Html draw(Box box, ElkNode node) {
    List<Html> parts = new ArrayList<>();
    parts.add(
        el("rect")
            .with("width", px(node.getWidth()))
            .with("height", px(node.getHeight()))
            .with("rx", "5"));
    double y = PADDING + 11;
    for (String line : box.lines) {
      parts.add(words(line, y, "words"));
      y += LINE_HEIGHT;
    }
    for (String line : box.details) {
      parts.add(words(line, y, "detail"));
      y += LINE_HEIGHT;
    }
    return el("g", parts)
        .classed(box.kind)
        .with("transform", "translate(%s %s)".formatted(px(node.getX()), px(node.getY())));
  }

  private static Html words(String words, double y, String kind) {
    return el("text", text(words))
        .classed(kind)
        .with("x", String.valueOf(PADDING))
        .with("y", px(y));
  }

  /** Whole pixels: fractions would only make the page longer. */
  private static String px(double value) {
    return String.valueOf(Math.round(value));
  }
}
