"""Names of companies that are ordinary words, too: meant only inside a sentence, in capitals."""

from articles.extraction.patterns import word_set

WEAK = word_set(
    """
    admiral alamo albemarle alpha american angi apple argan arm ball berkeley block booking box
    brady bristow bt cactus canon cars caterpillar cea certain city cognition cohere compass
    continental crown dana deluxe deutz diodes diploma disco domino's douglas dover elastic
    elior elis employers enact everest evolution exact express figure first ford fox freenet
    frontdoor gap gates general gic global guardian harmonic hawkins hayward helsing hexagon
    hilltop hub hubbell humana indus informa information insight integer interface investor
    investors ionos key kingfisher knowles kone lambda lindsay logista mandatum match merck meta
    mit monday montea moog national news next nike noble norma olympus orange palomar partners
    patrizia pearson perplexity persimmon phoenix plexus pool post progressive prudential public
    puig qa radian rational recruit reliance rogers rollins sage sap scale scholastic screen
    sequoia sharp shell shift sika solaria southern square sto stride stripe switch tapestry
    target tennant the tidewater union unity universal ventas verve visa waters weir western
    zoom
    """
)
