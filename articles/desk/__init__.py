"""What editors work with beside the forms: queues, history, merging, checks of the whole base.

Readers' pages never import it; the admin shows what it finds.
"""
