package org.rationale.reasoner;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBase;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.jspecify.annotations.Nullable;

/** A solution as ARQ's expressions see it: a view of the slots that an expression mentions. */
final class SlotBinding extends BindingBase {

  private final Expression expression;
  private final int[] slots;
  private final TermTable terms;

  @SuppressWarnings("NullAway") // Jena's null for a binding without a parent
  SlotBinding(Expression expression, int[] slots, TermTable terms) {
    super(null);
    this.expression = expression;
    this.slots = slots;
    this.terms = terms;
  }

  @Override
  protected Iterator<Var> vars1() {
    return Arrays.asList(expression.variables()).iterator();
  }

  @Override
  protected int size1() {
    return expression.variables().length;
  }

  @Override
  protected boolean isEmpty1() {
    return expression.variables().length == 0;
  }

  @Override
  protected boolean contains1(Var variable) {
    return get1(variable) != null;
  }

  @Override
  protected @Nullable Node get1(Var variable) {
    Var[] variables = expression.variables();
    for (int i = 0; i < variables.length; i++) {
      if (variables[i].equals(variable)) {
        return terms.term(slots[expression.slots()[i]]);
      }
    }
    return null;
  }

  @Override
  protected Binding detachWithNewParent(Binding parent) {
    BindingBuilder builder = Binding.builder(parent);
    forEach(builder::add);
    return builder.build();
  }
}
