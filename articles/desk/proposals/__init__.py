"""What an article's body proposes to enter, shown as cards; accepting one fills the draft.

reading.py makes the cards, nearby.py finds what is there already, forms.py is what an editor may
change of a card, taking.py writes what was accepted, marks.py shows the text with all of it.
"""
