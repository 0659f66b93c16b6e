"""What editors work with beside the forms: queues, history, merging, checks of the whole base.

The admin shows what it finds; readers' pages take nothing from it but previews.
"""
